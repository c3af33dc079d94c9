"""Where a line stands today: what was decided, and whether its facts still hold."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from sqlalchemy import RowMapping

from serving.store.outreach_tables import STILL_PLANNED

State = Literal["open", "accepted", "rescheduled", "handed_over", "dismissed", "done", "expired", "withdrawn"]
DismissReason = Literal["not_accurate", "already_handled", "wrong_time", "other"]

PLANNED = STILL_PLANNED

PLANNED_DAYS = 28
"""So long after its day a planned conversation that nobody logged is still expected; then it has run out."""

STATE_LABELS: dict[State, str] = {
    "open": "not decided",
    "accepted": "planned",
    "rescheduled": "planned for later",
    "handed_over": "handed over",
    "dismissed": "dismissed",
    "done": "held",
    "expired": "ran out",
    "withdrawn": "withdrawn",
}

REASON_LABELS: dict[str, str] = {
    "not_accurate": "not accurate",
    "already_handled": "already handled",
    "wrong_time": "wrong time",
    "other": "another reason",
}

WITHDRAWN_WHY: dict[str, str] = {
    "objected": "The person has objected to being scored or listed.",
    "open_case": "A case was opened: contact goes through the case owner.",
    "in_notice": "The person has given notice.",
    "known_leaver": "The person has left.",
    "do_not_contact": "The person asked not to be contacted.",
    "gone": "The person is not in the data of the latest run any more.",
    "moved": "Another ER manager looks after this person now.",
}
"""Facts that end a line at once, in words."""


@dataclass(frozen=True)
class Standing:
    """A line's state today. `due` is the day on which it should have been held, `why` says what ended it."""

    state: State
    version: int
    due: date
    overdue: bool
    holder: str
    reason: str
    words: str
    why: str


def standing_of(row: RowMapping, latest_run_id: str, today: date) -> Standing:
    """The standing of a line, from its row joined with its state and with its person in the latest run."""
    stored: State = row["state"] or "open"
    due = row["due"] or row["valid_until"]
    holder = row["holder"] or row["item_er_manager_id"]
    why = "" if stored in ("done", "dismissed") else _withdrawn(row, holder, latest_run_id)
    state = stored
    if why:
        state = "withdrawn"
    elif stored == "withdrawn":
        why = WITHDRAWN_WHY.get(row["reason"], "")
    elif _ran_out(stored, row, due, latest_run_id, today):
        state = "expired"
    return Standing(
        state=state,
        version=row["version"] or 0,
        due=due,
        overdue=state in PLANNED and today > due,
        holder=holder,
        reason=row["reason"] or "",
        words=row["words"] or "",
        why=why,
    )


def _ran_out(stored: State, row: RowMapping, due: date, latest_run_id: str, today: date) -> bool:
    """An undecided line ends with its list, a planned one some weeks after its day."""
    if stored == "open":
        return bool(today > row["valid_until"] or row["item_run_id"] != latest_run_id)
    return stored in PLANNED and today > due + timedelta(days=PLANNED_DAYS)


def _withdrawn(row: RowMapping, holder: str, latest_run_id: str) -> str:
    """What the latest run says against a line of an earlier one; lines about units have no such facts."""
    if row["employee_id"] is None or row["item_run_id"] == latest_run_id:
        return ""
    if row["now_not_listed"] is None:
        return WITHDRAWN_WHY["gone"]
    handed_over = holder != row["item_er_manager_id"]
    if not handed_over and row["now_owner"] != holder and row["now_owner"] is not None:
        return WITHDRAWN_WHY["moved"]
    return WITHDRAWN_WHY.get(row["now_not_listed"], "")
