"""Is this machine and this home fit to work? Each finding says what was looked at and what was seen."""

import importlib.metadata
import os
import shutil
import stat
import sys
from typing import Literal

from data_contracts.errors import ErmineError
from ermine.home import Home
from ermine.jobs.concerns import opening_key
from ermine.jobs.finding import Finding
from ermine.jobs.home_findings import findings_in
from ermine.settings import Settings
from training.signing import KeyAbsent

_PINNED = {"duckdb": (2,), "sqlglot": (30, 18)}  # first version that breaks the feature engine
_LOW_DISK = 2 * 1024**3


def examine(settings: Settings) -> list[Finding]:
    """Everything that can be looked at without changing anything."""
    home = Home(settings.home)
    return [
        _python(),
        *_libraries(),
        _disk(home),
        _key(settings),
        concern_key_finding(settings, home),
        *([_record(home), *findings_in(settings, home)] if home.record else [_record(home)]),
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
