"""The queue of a concern handler: whose concern it is, and by which day somebody has to act."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, exists, false, func, not_, select

from data_contracts.errors import InputRefused, NotFound
from serving.feedback.concerns.tables import concern_messages, concern_recusals, concerns
from serving.feedback.tables import rounds

OPEN = ("new", "acknowledged", "answered", "handed_over")


class ConcernUnknown(NotFound):
    """There is no such concern in your queue."""


@dataclass(frozen=True)
class Duty:
    """Who handles concerns, in the order in which they are asked, and how many days they have (privacy policy)."""

    handlers: tuple[str, ...]
    acknowledge_days: int
    answer_days: int


@dataclass(frozen=True)
class Concern:
    """A concern as the queue shows it: nothing of what is sealed.

    `acknowledge_by` and `answer_by` are None where nothing is due; `waiting` says that the author wrote last. An
    author `can_be_answered` only if they sent it as a concern.
    """

    concern_id: str
    round_id: str
    source: str
    state: str
    unit: str
    came_on: date
    acknowledged_on: date | None
    answered_on: date | None
    handed_over_on: date | None
    closed_on: date | None
    acknowledge_by: date | None
    answer_by: date | None
    can_be_answered: bool
    waiting: bool
    version: int

    @property
    def due(self) -> date | None:
        """The first day by which something has to happen."""
        return min((day for day in (self.acknowledge_by, self.answer_by) if day), default=None)


def queue(conn: Connection, handler: str, duty: Duty, states: Sequence[str] = OPEN) -> tuple[Concern, ...]:
    """The concerns of a handler in these states, those that are due first."""
    rows = conn.execute(_rows(handler, duty).where(concerns.c.state.in_(states)))
    found = [_concern(row, duty) for row in rows]
    return tuple(sorted(found, key=lambda one: (one.due or date.max, one.came_on, one.concern_id)))


def find_concern(conn: Connection, handler: str, duty: Duty, concern_id: str) -> Concern:
    """A concern of a handler; somebody else's and an unknown one are the same `ConcernUnknown`."""
    row = conn.execute(_rows(handler, duty).where(concerns.c.concern_id == key_of(concern_id))).first()
    if row is None:
        raise ConcernUnknown("There is no such concern in your queue.", remedy="Open your queue: /concerns.")
    return _concern(row, duty)


def key_of(concern_id: str) -> bytes:
    """The key of a concern as pages and routes write it; what is none is the key of nothing."""
    try:
        return bytes.fromhex(concern_id)
    except ValueError:
        return b""


def belongs_to(handler: str, handlers: Sequence[str]) -> ColumnElement[bool]:
    """Whether a concern is this handler's: they are not recused, and everybody asked before them is."""
    if handler not in handlers:
        return false()
    before = handlers[: handlers.index(handler)]
    return and_(not_(_recused(handler)), *(_recused(name) for name in before))


def check_handler(handler: str, handlers: Sequence[str]) -> None:
    """Raise `InputRefused` for a name that the privacy policy does not list."""
    if handler not in handlers:
        raise InputRefused(
            f"The privacy policy names no concern handler {handler!r}.",
            remedy=f"It names {', '.join(handlers)}; others are added in privacy.toml, [concerns] handlers.",
        )


def _recused(handler: str) -> ColumnElement[bool]:
    recusal = concern_recusals.alias()
    return (
        exists()
        .where(recusal.c.concern_id == concerns.c.concern_id, recusal.c.handler == handler)
        .correlate(concerns)
    )


def _rows(handler: str, duty: Duty) -> Any:
    message = concern_messages
    latest = (
        select(func.max(message.c.position))
        .where(message.c.concern_id == concerns.c.concern_id)
        .correlate(concerns)
        .scalar_subquery()
    )
    last = and_(message.c.concern_id == concerns.c.concern_id, message.c.position == latest)
    return (
        select(concerns, rounds.c.names, message.c.written_by, message.c.sent_on)
        .join(rounds, rounds.c.round_id == concerns.c.round_id)
        .outerjoin(message, last)
        .where(belongs_to(handler, duty.handlers))
    )


def _concern(row: Row[Any], duty: Duty) -> Concern:
    waiting, answerable = row.written_by == "author", row.author_key is not None
    same = {name: getattr(row, name) for name in Concern.__dataclass_fields__ if hasattr(row, name)}
    return Concern(
        **{
            **same,
            "concern_id": row.concern_id.hex(),
            "unit": row.names.get(row.unit, row.unit),
            "acknowledge_by": row.came_on + timedelta(duty.acknowledge_days) if row.state == "new" else None,
            "answer_by": _answer_by(row, duty) if answerable and row.state in OPEN else None,
            "can_be_answered": answerable,
            "waiting": waiting,
        }
    )


def _answer_by(row: Row[Any], duty: Duty) -> date | None:
    """Counted from the day it came, or from the author's latest message; None once it is answered."""
    if row.written_by == "author":
        since: date = row.sent_on
    elif row.answered_on is None:
        since = row.came_on
    else:
        return None
    return since + timedelta(duty.answer_days)
