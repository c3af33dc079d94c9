"""Examples of the routes about serious concerns, for the documentation."""

from typing import Any

_CONCERN: dict[str, Any] = {
    "concern_id": "5f2b7c0e9a1d4e6f8b3c2d1e0f9a8b7c",
    "round_id": "2026-q3",
    "source": "author",
    "state": "new",
    "unit": "Everyone",
    "came_on": "2026-07-06",
    "acknowledged_on": None,
    "answered_on": None,
    "handed_over_on": None,
    "closed_on": None,
    "acknowledge_by": "2026-07-07",
    "answer_by": "2026-07-20",
    "can_be_answered": True,
    "waiting": False,
    "version": 1,
}
_WORDS = {
    "words": "Somebody on the late shift threatens people who report defects.",
    "where": "Late shift",
    "names_kept": False,
    "kinds": [],
}
_UNREAD = {
    **_CONCERN,
    "source": "unread",
    "state": "unread",
    "acknowledge_by": None,
    "answer_by": None,
    "can_be_answered": False,
}

QUEUE: dict[str, Any] = {"concerns": [_CONCERN], "not_assessed": 2}
CONCERN: dict[str, Any] = {"concern": _CONCERN, "content": _WORDS, "messages": [], "case_ref": None}
NOT_ASSESSED: dict[str, Any] = {
    "comments": [
        {"concern": _UNREAD, "content": {**_WORDS, "words": "Hilfe"}, "messages": [], "case_ref": None}
    ]
}
ACTED: dict[str, Any] = {"concern_id": _CONCERN["concern_id"], "act": "acknowledge"}
