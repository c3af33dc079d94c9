"""The preview of another policy that was made last, kept in the home: the server reads it without what makes one."""

import json
from dataclasses import asdict
from datetime import date
from typing import Any

from ermine.home import Home
from serving.outreach.preview import GroupChange, ManagerChange, PolicyPreview
from training.atomic_file import replace_file

_FILE = "preview.json"


def keep_preview(home: Home, found: PolicyPreview) -> None:
    """Put this preview in the place of the one before."""
    replace_file(home.policy / _FILE, json.dumps(asdict(found), default=str).encode())


def last_preview(home: Home) -> PolicyPreview | None:
    """The preview made last; None before the first."""
    try:
        kept: dict[str, Any] = json.loads((home.policy / _FILE).read_text("utf-8"))
    except FileNotFoundError:
        return None
    return PolicyPreview(
        as_of=date.fromisoformat(kept["as_of"]),
        current_policy=kept["current_policy"],
        other_policy=kept["other_policy"],
        conflicts=tuple(kept["conflicts"]),
        managers=tuple(ManagerChange(**one) for one in kept["managers"]),
        groups=tuple(GroupChange(**one) for one in kept["groups"]),
    )
