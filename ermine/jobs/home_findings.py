"""What `ermine doctor` finds in a home: files, model, registry, databases, audit, and what is due."""

from pathlib import Path

from sqlalchemy import Connection, Engine, func, select

from data_contracts.errors import Conflict
from data_contracts.lake import Lake
from data_contracts.policy.outreach import load_outreach_policy
from data_contracts.policy.privacy import load_privacy_policy
from ermine.clock import calendar_day, now
from ermine.home import Home
from ermine.jobs.champions import champion_of
from ermine.jobs.due import due_in_store, last_sweep
from ermine.jobs.finding import Finding, kept_private, tried
from ermine.registry import store_of
from ermine.settings import Settings
from ermine.store import open_feedback_store, open_store
from serving.audit.heads import check
from serving.feedback.concerns.tables import sweeps
from serving.feedback.rounds import all_rounds
from serving.feedback.store import MIGRATIONS
from serving.store.engine import reading
from serving.store.migrate import MAIN, check_migrated, head


class OtherChampion(Conflict):
    """The registry names another champion than the one that serves here."""


class AuditBroken(Conflict):
    """The audit's chain does not hold."""


def findings_in(settings: Settings, home: Home) -> list[Finding]:
    """Everything that can be looked at in a home that holds data, without changing it."""
    private = (home.path, home.subject_keys, home.erasures_file, home.sweep_key_file)
    return [
        *(kept_private(f"Private: {path.name}", path) for path in private if path.exists()),
        tried("Lake", lambda: _lake(home)),
        tried("Outreach policy", lambda: load_outreach_policy(home.outreach_file).hash[:12]),
        tried("Privacy policy", lambda: load_privacy_policy(home.privacy_file).hash[:12]),
        tried("Champion", lambda: _champion(home)),
        tried("Registry", lambda: _registry(settings, home)),
        *_store(settings, home),
        *_feedback(settings, home),
    ]


def _lake(home: Home) -> str:
    lake = Lake(home.path).current()
    return f"{lake.hash[:12]}, covers {lake.manifest.covers_from} to {lake.manifest.covers_until}"


def _champion(home: Home) -> str:
    champion = champion_of(home, home.required_record().model)
    if champion is None:
        return "none: the cold-start list serves"
    return f"{champion.name} version {champion.version}, signed {champion.promoted_at:%Y-%m-%d}"


def _registry(settings: Settings, home: Home) -> str:
    """That the registry answers, and that what serves is its champion."""
    store, model = store_of(settings, home), home.required_record().model
    if store.uri.startswith("sqlite:///") and not Path(store.uri.removeprefix("sqlite:///")).exists():
        return f"none yet at {store.uri}: the first training makes it"
    from training.registry.store import open_registry
    from training.registry.versions import version_or_none

    there = version_or_none(open_registry(store.uri, store.artifacts), model, "champion")
    here = champion_of(home, model)
    if (there.version if there else None) != (here.version if here else None):
        raise OtherChampion(
            f"The registry's champion is {f'version {there.version}' if there else 'none'}, "
            f"here {f'version {here.version}' if here else 'none'} serves.",
            remedy="Run: ermine models sync",
        )
    return f"answers, {f'version {there.version} is the champion there too' if there else 'no champion yet'}"


def _store(settings: Settings, home: Home) -> list[Finding]:
    if settings.database_url is None and not home.database.exists():
        return [Finding("Database", "ok", "none yet: the first run makes it")]
    engine = open_store(settings, home, upgrade=False)
    found = tried("Database", lambda: _at_head(engine, MAIN))
    if found.state == "bad":
        return [found]
    with reading(engine) as conn:
        return [
            found,
            tried("Audit", lambda: _audit(conn)),
            *due_in_store(conn, calendar_day(settings), now()),
        ]


def _feedback(settings: Settings, home: Home) -> list[Finding]:
    if settings.feedback_database_url is None and not home.feedback_database.exists():
        return [Finding("Feedback database", "ok", "none yet: the first round makes it")]
    engine = open_feedback_store(settings, home, upgrade=False)
    found = tried("Feedback database", lambda: _at_head(engine, MIGRATIONS))
    if found.state == "bad":
        return [found]
    with reading(engine) as conn:
        open_rounds = sum(one.state == "open" for one in all_rounds(conn))
        last = conn.execute(select(func.min(sweeps.c.last_on))).scalar()
    return [found, last_sweep(open_rounds, last, calendar_day(settings))]


def _at_head(engine: Engine, scripts: Path) -> str:
    with reading(engine) as conn:
        check_migrated(conn, scripts)
    return f"{engine.dialect.name} answers, at revision {head(scripts)}"


def _audit(conn: Connection) -> str:
    verdict = check(conn)
    if verdict.broken is not None:
        raise AuditBroken(
            f"The chain breaks at entry {verdict.broken.seq}: {verdict.broken.why}.",
            remedy="Compare with an exported head: ermine audit verify --head FILE.",
        )
    return f"whole, entries {verdict.first} to {verdict.last}"
