"""When the registry was last reached, as `ermine models sync` leaves it for the service, which never asks itself."""

import json
from datetime import datetime, timedelta

from ermine.clock import now
from ermine.home import Home
from serving.api.parts import Beside
from training.atomic_file import replace_file


def beat(home: Home, model: str, version: int | None) -> None:
    """The registry was reached just now, and this version is its champion."""
    content = {"at": now().isoformat(), "version": version}
    replace_file(home.heartbeat_file(model), (json.dumps(content) + "\n").encode())


def age_of(home: Home, model: str) -> timedelta | None:
    """How long ago; None if never, or if the file is not as it was written."""
    try:
        content = json.loads(home.heartbeat_file(model).read_bytes())
        return now() - datetime.fromisoformat(content["at"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def registry_beside(home: Home, model: str, stale_after: timedelta) -> Beside:
    """What `/readyz` says of the registry; a home whose timer was never set up is well without one."""
    age = age_of(home, model)
    if age is None:
        return Beside(True, "not watched: `ermine models sync` has not run")
    minutes = int(age.total_seconds() // 60)
    said = f"reached {minutes} minutes ago"
    if age > stale_after:
        return Beside(False, f"{said}; scores go on with the last good model")
    return Beside(True, said)


def seconds_since(home: Home, model: str) -> float:
    """Seconds since the registry was reached; -1 if it never was."""
    age = age_of(home, model)
    return -1.0 if age is None else age.total_seconds()
