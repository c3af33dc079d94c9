"""Is this machine and this home fit to work? Each finding says what was looked at and what was seen."""

import importlib.metadata
import os
import shutil
import stat
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from data_contracts.errors import ErmineError
from data_contracts.lake import Lake
from data_contracts.policy.outreach import load_outreach_policy
from data_contracts.policy.privacy import load_privacy_policy
from ermine.home import Home
from ermine.jobs.champions import champion_of
from ermine.jobs.concerns import opening_key
from ermine.registry import store_of
from ermine.settings import Settings
from ermine.store import open_store
from serving.outreach.queries import latest_run
from serving.store.engine import reading
from training.signing import KeyAbsent

_PINNED = {"duckdb": (2,), "sqlglot": (30, 18)}  # first version that breaks the feature engine
_LOW_DISK = 2 * 1024**3


@dataclass(frozen=True)
class Finding:
    """One thing looked at; `note` is worth knowing, `bad` needs mending."""

    what: str
    state: Literal["ok", "note", "bad"]
    found: str


def examine(settings: Settings) -> list[Finding]:
    """Everything that can be looked at without changing anything."""
    home = Home(settings.home)
    return [
        _python(),
        *_libraries(),
        _disk(home),
        _key(settings),
        concern_key_finding(settings, home),
        *([_record(home), *_contents(settings, home)] if home.record else [_record(home)]),
    ]


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    return Finding("Python", "ok" if sys.version_info[:2] == (3, 11) else "bad", version)


def _libraries() -> list[Finding]:
    found = []
    for name, first_bad in _PINNED.items():
        version = importlib.metadata.version(name)
        number = tuple(int(part) for part in version.split(".")[: len(first_bad)])
        needed = f"{version}, below {'.'.join(map(str, first_bad))} is needed"
        found.append(Finding(name, "ok" if number < first_bad else "bad", needed))
    return found


def _disk(home: Home) -> Finding:
    folder = next(place for place in (home.path, *home.path.parents) if place.exists())
    free = shutil.disk_usage(folder).free
    state: Literal["ok", "bad"] = "ok" if os.access(folder, os.W_OK) and free > _LOW_DISK else "bad"
    return Finding("Disk", state, f"{free / 1024**3:.1f} GiB free at {folder}")


def _key(settings: Settings) -> Finding:
    path = settings.signing_key_path
    if not path.exists():
        return Finding("Signing key", "note", f"none yet at {path}; the first promotion makes it")
    mode = stat.S_IMODE(path.stat().st_mode)
    inside = path.is_relative_to(settings.home.absolute())
    state: Literal["ok", "bad"] = "bad" if inside or mode != 0o600 else "ok"
    return Finding("Signing key", state, f"{path}, mode {mode:04o}{', INSIDE the home' if inside else ''}")


def concern_key_finding(settings: Settings, home: Home) -> Finding:
    """Whether concerns can be sealed here, and whether they can be opened here."""
    path = settings.concern_key_path
    if not home.concern_public_file.exists():
        return Finding("Concern key", "note", f"none yet at {path}; the first round makes it")
    try:
        opening_key(settings)
    except KeyAbsent:
        return Finding("Concern key", "note", f"not at {path}: concerns are taken here, and opened elsewhere")
    except ErmineError as refused:
        return Finding("Concern key", "bad", refused.message)
    return Finding("Concern key", "ok", f"{path}; keep a copy in a safe")


def _record(home: Home) -> Finding:
    record = home.record
    if record is None:
        return Finding("Home", "note", f"{home.path} holds nothing yet: run `ermine import` or `ermine demo`")
    return Finding("Home", "ok", f"{home.path} serves {record.source!r}, model {record.model!r}")


def _contents(settings: Settings, home: Home) -> list[Finding]:
    return [
        _tried("Lake", lambda: _lake(home)),
        _tried("Outreach policy", lambda: load_outreach_policy(home.outreach_file).hash[:12]),
        _tried("Privacy policy", lambda: load_privacy_policy(home.privacy_file).hash[:12]),
        _tried("Champion", lambda: _champion(home)),
        _tried("Registry", lambda: store_of(settings, home).uri),
        _tried("Database", lambda: _database(settings, home)),
    ]


def _tried(what: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(what, "ok", look())
    except ErmineError as error:
        return Finding(what, "bad", str(error))


def _lake(home: Home) -> str:
    lake = Lake(home.path).current()
    return f"{lake.hash[:12]}, covers {lake.manifest.covers_from} to {lake.manifest.covers_until}"


def _champion(home: Home) -> str:
    champion = champion_of(home, home.required_record().model)
    if champion is None:
        return "none: the cold-start list serves"
    return f"{champion.name} version {champion.version}, signed {champion.promoted_at:%Y-%m-%d}"


def _database(settings: Settings, home: Home) -> str:
    if settings.database_url is None and not home.database.exists():
        return "none yet: the first run makes it"
    with reading(open_store(settings, home)) as conn:
        run = latest_run(conn)
    return f"up to date, latest run {run.run_id if run else 'none'}"
