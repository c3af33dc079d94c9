"""Promote, roll back and reconcile: the acts that need the promoter's key or end in the file that serves."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from data_contracts.errors import Conflict
from ermine.clock import now
from ermine.home import Home
from ermine.jobs.auditing import acting
from ermine.jobs.heartbeat import beat
from ermine.jobs.papers import has_papers, keep_papers, keep_version
from ermine.registry import open_home_registry
from ermine.settings import Settings
from serving.audit.chain import Scalar
from training.champion import Champion
from training.registry.promotion import Promotion, promote, rollback, sync
from training.registry.store import Registry
from training.registry.versions import CHALLENGER, version_or_none
from training.signing import create_key, load_key, load_public_key


class KeyInsideHome(Conflict):
    """The promoter's key must not lie where the service can read it."""


def signing_key(settings: Settings) -> Ed25519PrivateKey:
    """The promoter's key; made at the first promotion when no path was set, beside the home."""
    path = settings.signing_key_path
    if path.absolute().is_relative_to(settings.home.absolute()):
        raise KeyInsideHome(
            f"{path} lies inside the home.", remedy="Keep the promoter's key outside: ERMINE_SIGNING_KEY."
        )
    if settings.signing_key is None and not path.exists():
        return create_key(path)
    return load_key(path)


def promote_version(
    settings: Settings,
    which: str | None,
    reason: str | None,
    confirm_leak: str | None,
    override: str | None = None,
    request: str | None = None,
) -> Promotion:
    """Make a version (number or alias; default the challenger) of the home's model the champion.

    `request` is the id of the request that this carries out, for the audit.
    """
    home = Home(settings.home)
    record = home.required_record()
    with home.writing("models promote"):
        registry = open_home_registry(settings, home)
        chosen = which or "challenger"
        return promote_in(
            settings, home, registry, record.model, chosen, reason, confirm_leak, override, request
        )


def promote_in(
    settings: Settings,
    home: Home,
    registry: Registry,
    name: str,
    which: str | int,
    reason: str | None,
    confirm_leak: str | None = None,
    override: str | None = None,
    request: str | None = None,
) -> Promotion:
    """Promote within a command that already holds the home's lock, and keep the version's papers."""
    with acting(
        settings,
        home,
        "model.promoted",
        model=name,
        wanted=str(which),
        leak_confirmed=confirm_leak is not None,
        overridden=override is not None,
        **_asked_by(request),
    ) as done:
        promotion = promote(
            registry,
            name,
            which,
            key=signing_key(settings),
            models_dir=home.models,
            promoted_at=now(),
            reason=reason,
            confirm_leak=confirm_leak,
            override=override,
        )
        keep_papers(home, registry, promotion.champion)
        done |= _as_recorded(promotion.champion)
    return promotion


def roll_back(settings: Settings, reason: str | None, request: str | None = None) -> Promotion:
    """Let the previous champion serve again; `request` as for `promote_version`."""
    home = Home(settings.home)
    record = home.required_record()
    with home.writing("models rollback"):
        registry = open_home_registry(settings, home)
        with acting(settings, home, "model.rolled_back", model=record.model, **_asked_by(request)) as done:
            promotion = rollback(
                registry,
                record.model,
                key=signing_key(settings),
                models_dir=home.models,
                promoted_at=now(),
                reason=reason,
            )
            keep_papers(home, registry, promotion.champion)
            done |= _as_recorded(promotion.champion)
        return promotion


def reconcile(settings: Settings) -> Champion | None:
    """Bring the served file in line with the registry's alias and note that it was reached; needs no private key.

    A registry that is slow or gone ends this command after a while, and nothing else: the service sees the note age.
    """
    home = Home(settings.home)
    record = home.required_record()
    with home.writing("models sync"):
        registry = open_home_registry(settings, home)
        public_key = load_public_key(home.public_key_file)
        champion = sync(registry, record.model, models_dir=home.models, public_key=public_key)
        if champion is not None:
            keep_papers(home, registry, champion)
        _keep_challenger(home, registry, record.model)
        beat(home, record.model, champion.version if champion else None)
        return champion


def _keep_challenger(home: Home, registry: Registry, name: str) -> None:
    """The challenger's papers, where a training elsewhere or an earlier version of Ermine left none here."""
    challenger = version_or_none(registry, name, CHALLENGER)
    if challenger is not None and not has_papers(home, challenger):
        keep_version(home, registry, challenger)


def _asked_by(request: str | None) -> dict[str, Scalar]:
    return {} if request is None else {"request": request}


def _as_recorded(champion: Champion) -> dict[str, Scalar]:
    return {"version": champion.version, "digest": champion.digest}
