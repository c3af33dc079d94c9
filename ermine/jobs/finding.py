"""A finding of `ermine doctor`: one thing looked at, and what was seen."""

import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sqlalchemy.exc import SQLAlchemyError

from data_contracts.errors import ErmineError

State = Literal["ok", "note", "bad"]


@dataclass(frozen=True)
class Finding:
    """One thing looked at; `note` is worth knowing, `bad` needs mending."""

    what: str
    state: State
    found: str


def tried(what: str, look: Callable[[], str]) -> Finding:
    """What `look` says; a refusal is a finding too, with its remedy."""
    try:
        return Finding(what, "ok", look())
    except ErmineError as error:
        return Finding(what, "bad", f"{error.message} {error.remedy}".strip())
    except SQLAlchemyError as error:
        return Finding(what, "bad", f"the database does not answer ({type(error).__name__})")


def kept_private(what: str, path: Path) -> Finding:
    """Whether nobody but the owner can read a file or folder that must be private."""
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        wanted = "700" if path.is_dir() else "600"
        return Finding(what, "bad", f"{path}, mode {mode:04o}: others can read it. chmod {wanted} {path}")
    return Finding(what, "ok", f"{path}, mode {mode:04o}")
