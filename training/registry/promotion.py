"""From version to champion and back: the gate's verdict, a signature, the alias, then the file that serves.

The order matters. The signed file is kept in the registry before the alias moves, and the alias moves before the
served file is replaced: whatever is interrupted, `sync` can finish it without the key.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from data_contracts.errors import Conflict
from training.atomic_file import replace_file
from training.champion import (
    Champion,
    ChampionAbsent,
    ChampionRefused,
    champion_bytes,
    champion_file,
    load_champion,
    read_champion,
)
from training.gate import Verdict
from training.registry.store import Registry
from training.registry.versions import (
    CHALLENGER,
    CHAMPION,
    PREVIOUS,
    ModelVersion,
    VersionAbsent,
    find_version,
    scorecard_of,
    verdict_of,
    version_or_none,
)
from training.signing import trust

SIGNED_FOLDER = "signed"


class GateForbids(Conflict):
    """The gate's verdict on this version does not allow it to serve."""


class LeakNotConfirmed(GateForbids):
    """A leak is suspected, and no person has confirmed with a reason that there is none."""


class ChampionChanged(GateForbids):
    """The gate compared this version with another champion than the one that serves now."""


@dataclass(frozen=True)
class Promotion:
    """What a promotion or a rollback did: who serves now, in which file, and whom it replaced.

    `overridden` says that a person let the version through against the gate.
    """

    champion: Champion
    file: Path
    replaced: int | None
    leak_confirmed: bool
    overridden: bool = False


def promote(
    registry: Registry,
    name: str,
    which: str | int,
    *,
    key: Ed25519PrivateKey,
    models_dir: Path,
    promoted_at: datetime,
    reason: str | None = None,
    confirm_leak: str | None = None,
    override: str | None = None,
) -> Promotion:
    """Make a version (number or alias) the champion, if the verdict stored with it allows that.

    The verdict holds beside the champion that it was given for: when another serves by now, it must be given anew. A
    suspected leak is let through with `confirm_leak`, a person's reason, and whatever else the gate says only with
    `override`, a person's reason too; both are recorded on the version. Raises `GateForbids`, `LeakNotConfirmed`,
    `ChampionChanged`, `KeyNotTrusted`.
    """
    version = find_version(registry, name, which)
    verdict = verdict_of(registry, version)
    confirmed = overridden = False
    try:
        _same_champion(version, verdict, version_or_none(registry, name, CHAMPION))
        confirmed = _pass_gate(version, verdict, (confirm_leak or "").strip())
    except GateForbids:
        overridden = bool((override or "").strip())
        if not overridden:
            raise
    notes = {
        "reason": reason or "",
        "confirm_leak": confirm_leak if confirmed else None,
        "override": override if overridden else None,
    }
    champion, replaced = _install(registry, version, key, models_dir, promoted_at, notes)
    if CHALLENGER in version.aliases:
        registry.client.delete_registered_model_alias(name, CHALLENGER)
    return Promotion(champion, champion_file(models_dir, name), replaced, confirmed, overridden)


def rollback(
    registry: Registry,
    name: str,
    *,
    key: Ed25519PrivateKey,
    models_dir: Path,
    promoted_at: datetime,
    reason: str | None = None,
) -> Promotion:
    """Let the version under `previous` serve again; the champion of now becomes `previous`."""
    version = version_or_none(registry, name, PREVIOUS)
    if version is None:
        raise VersionAbsent(
            f"{name}@{PREVIOUS}: nothing to roll back to",
            remedy="Only a second promotion leaves a previous champion behind.",
        )
    if CHAMPION in version.aliases:
        raise VersionAbsent(
            f"{name}@{PREVIOUS}: version {version.version} serves already; a rollback was cut short here",
            remedy="Name the version that is to serve: ermine models promote NUMBER.",
        )
    champion, replaced = _install(registry, version, key, models_dir, promoted_at, {"reason": reason or ""})
    return Promotion(champion, champion_file(models_dir, name), replaced, leak_confirmed=False)


def sync(registry: Registry, name: str, *, models_dir: Path, public_key: Ed25519PublicKey) -> Champion | None:
    """Bring the served file in line with the alias `champion`, from the signed copy in the registry.

    Returns the champion that serves now; None when no version has the alias. Needs no private key.
    """
    version = version_or_none(registry, name, CHAMPION)
    if version is None:
        return None
    raw = registry.read(version.run_id, _signed_path(version))
    champion = read_champion(raw, public_key, name)
    path = champion_file(models_dir, name)
    try:
        served = load_champion(path, public_key, name)
    except (ChampionAbsent, ChampionRefused):
        served = None
    if served is None or (served.version, served.promoted_at) != (champion.version, champion.promoted_at):
        replace_file(path, raw)
    return champion


def _same_champion(version: ModelVersion, verdict: Verdict, champion: ModelVersion | None) -> None:
    """Raises `ChampionChanged` unless the verdict is about the champion that serves now (or there is none)."""
    if champion is None or champion.digest in (verdict.champion, version.digest):
        return
    compared = f"another model ({verdict.champion[:12]})" if verdict.champion else "no model"
    raise ChampionChanged(
        f"{version.name} version {version.version} was judged when {compared} served; "
        f"now version {champion.version} does.",
        remedy="Train again with `ermine train`: on the same data it gives the same version a fresh verdict.",
    )


def _pass_gate(version: ModelVersion, verdict: Verdict, confirmation: str) -> bool:
    """Whether a person's confirmation was needed and given; raises when the gate stays shut."""
    if verdict.passed:
        return False
    what = f"{version.name} version {version.version}"
    said = "; ".join(f"{reason.code}: {reason.message}" for reason in verdict.reasons)
    if not verdict.confirmable:
        raise GateForbids(
            f"{what} may not serve: {said}", remedy="Until a model passes, the cold-start list serves."
        )
    if not confirmation:
        raise LeakNotConfirmed(
            f"{what} may not serve: {said}",
            remedy="If you have looked and the columns are known before the outcome, say why: --confirm-leak REASON.",
        )
    return True


def _install(
    registry: Registry,
    version: ModelVersion,
    key: Ed25519PrivateKey,
    models_dir: Path,
    promoted_at: datetime,
    notes: dict[str, str | None],
) -> tuple[Champion, int | None]:
    trust(models_dir / "signing.pub", key)
    raw = champion_bytes(
        scorecard_of(registry, version), version.name, version.version, version.run_id, promoted_at, key
    )
    champion = read_champion(raw, key.public_key(), version.name)
    registry.client.log_text(version.run_id, raw.decode("utf-8"), _signed_path(version))
    _record(
        registry, version, {**notes, "promoted_at": promoted_at.astimezone(UTC).isoformat(timespec="seconds")}
    )
    replaced = _move_aliases(registry, version)
    replace_file(champion_file(models_dir, version.name), raw)
    return champion, replaced


def _record(registry: Registry, version: ModelVersion, notes: dict[str, str | None]) -> None:
    """Write the notes; None leaves what an earlier promotion wrote, an empty text replaces it."""
    for field, text in notes.items():
        if text is not None:
            registry.client.set_model_version_tag(version.name, str(version.version), field, text.strip())


def _move_aliases(registry: Registry, version: ModelVersion) -> int | None:
    """Point `champion` at the version and `previous` at the one it replaces, whose number is returned.

    `previous` moves first: cut short between the two, the promotion is done again and still knows what it replaced.
    """
    current = version_or_none(registry, version.name, CHAMPION)
    replaced = None if current is None or current.version == version.version else current.version
    if replaced is not None:
        registry.client.set_registered_model_alias(version.name, PREVIOUS, str(replaced))
    registry.client.set_registered_model_alias(version.name, CHAMPION, str(version.version))
    return replaced


def _signed_path(version: ModelVersion) -> str:
    return f"{SIGNED_FOLDER}/champion-{version.version}.json"
