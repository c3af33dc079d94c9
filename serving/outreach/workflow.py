"""Decide about a line, log what came of it, take it back: each act once, by whoever holds the line."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import Connection, RowMapping, and_, insert, select, update

from data_contracts.errors import Conflict, InputRefused, NotFound
from serving.access.roles import Principal
from serving.audit.trail import AuditTrail
from serving.outreach.lines import line_row
from serving.outreach.states import PLANNED, DismissReason, Standing, standing_of
from serving.relationship.contacts import Logged, log_contact, unlog_contact
from serving.store.outreach_tables import item_moves, item_states
from serving.store.runs import latest_run_row
from serving.store.tables import run_er_managers, run_items

Action = Literal["accept", "dismiss", "reschedule", "hand_over", "undo"]

_DECIDABLE: Mapping[str, tuple[str, ...]] = {
    "accept": ("open", "handed_over", "rescheduled"),
    "dismiss": ("open", *PLANNED),
    "reschedule": ("open", *PLANNED),
    "hand_over": ("open", *PLANNED),
}


class ItemChanged(Conflict):
    """Somebody has decided about this line meanwhile; nothing was changed."""


class ItemExpired(Conflict):
    """The line has run out or a newer list has taken its place."""


class ItemWithdrawn(Conflict):
    """The line was withdrawn because its facts have changed."""


class NothingToUndo(Conflict):
    """There is no decision of yours that can be taken back."""


@dataclass(frozen=True)
class Decision:
    """What is to become of a line; `version` is the one that was seen.

    A dismissal has a reason ("other" with words), a rescheduling its day, a handing over the other ER manager.
    """

    action: Action
    version: int
    reason: DismissReason | None = None
    words: str = ""
    due: date | None = None
    to: str | None = None


@dataclass(frozen=True)
class Act:
    """Who acts, on which business day, at which moment, and where it is written down."""

    who: Principal
    er_manager_id: str
    today: date
    at: datetime
    audit: AuditTrail


def decide(conn: Connection, act: Act, item_id: str, decision: Decision) -> Standing:
    """Carry out a decision and give the line's new standing.

    Raises `NotFound` for a line that is not held by the ER manager, `ItemChanged` when the version is another,
    `ItemExpired` and `ItemWithdrawn` for one that stands no more, `InputRefused` for a decision that lacks a part.
    """
    row, standing = _held(conn, act, item_id, decision.version)
    if decision.action == "undo":
        return _undo(conn, act, row, standing)
    _still_stands(standing)
    if standing.state not in _DECIDABLE[decision.action]:
        raise ItemChanged(
            f"This line is {standing.state} already.", remedy="Take that back first, if it was a slip."
        )
    _check(conn, act, decision)
    state = {
        "accept": "accepted", "dismiss": "dismissed", "reschedule": "rescheduled", "hand_over": "handed_over",
    }[decision.action]  # fmt: skip
    _move(
        conn,
        act,
        row,
        action=decision.action,
        state=state,
        holder=decision.to or standing.holder,
        reason=decision.reason or "",
        words=decision.words,
        due=decision.due or (standing.due if decision.action != "dismiss" else None),
    )
    return _now(conn, item_id, act)


def log_outcome(conn: Connection, act: Act, item_id: str, version: int, logged: Logged) -> Standing:
    """Log the contact that answered a line; somebody not reached keeps the line open for another try."""
    row, standing = _held(conn, act, item_id, version)
    _still_stands(standing)
    if standing.state in ("done", "dismissed"):
        raise ItemChanged(
            f"This line is {standing.state} already.",
            remedy="Log another contact on the person's page, or take the first back.",
        )
    log_contact(
        conn,
        logged,
        employee_id=row["employee_id"],
        unit_id=row["item_unit_id"],
        er_manager_id=act.er_manager_id,
        item_id=item_id,
        playbook_id=row["playbook_id"],
        today=act.today,
        at=act.at,
    )
    state = "accepted" if logged.kind == "not_reached" else "done"
    _move(conn, act, row, action="outcome", state=state, holder=standing.holder, reason=logged.kind, words="",
          due=standing.due)  # fmt: skip
    return _now(conn, item_id, act)


def withdraw_person(conn: Connection, employee_id: str, reason: str, today: date) -> int:
    """End every line about a person at once, as when they object; gives how many stood until now."""
    lines = select(
        run_items.c.item_id, run_items.c.er_manager_id, run_items.c.valid_until, item_states
    ).outerjoin(item_states, item_states.c.item_id == run_items.c.item_id)
    ended = 0
    for row in conn.execute(lines.where(run_items.c.employee_id == employee_id)).mappings().all():
        if row["state"] in ("done", "dismissed", "withdrawn"):
            continue
        values = {
            "version": (row["version"] or 0) + 1, "state": "withdrawn", "reason": reason, "words": "", "due": None,
            "er_manager_id": row[item_states.c.er_manager_id] or row[run_items.c.er_manager_id], "changed_on": today,
        }  # fmt: skip
        _put(conn, row[run_items.c.item_id], row["version"], values)
        ended += 1
    return ended


def _held(conn: Connection, act: Act, item_id: str, version: int) -> tuple[RowMapping, Standing]:
    row = line_row(conn, act.er_manager_id, item_id)
    if row is None:
        raise NotFound("There is no such line on your lists.")
    standing = standing_of(row, _latest(conn), act.today)
    if standing.version != version:
        raise ItemChanged(
            f"This line was decided meanwhile: it is {standing.state} (version {standing.version}).",
            remedy="Open your week again and look at what became of it.",
        )
    return row, standing


def _still_stands(standing: Standing) -> None:
    if standing.state == "withdrawn":
        raise ItemWithdrawn(
            f"This line was withdrawn. {standing.why}",
            remedy="There is nothing to do; do not use it any more.",
        )
    if standing.state == "expired":
        raise ItemExpired(
            f"This line was good until {standing.due} or a newer list has taken its place.",
            remedy="Work from this week's list; log a contact that took place on the person's page.",
        )


def _check(conn: Connection, act: Act, decision: Decision) -> None:
    if decision.action == "dismiss" and decision.reason is None:
        raise InputRefused(
            "A dismissal needs a reason.", remedy="Choose one; for another, say it in a few words."
        )
    if decision.reason == "other" and not decision.words.strip():
        raise InputRefused("The reason is another one, but no words say which.", remedy="Add a few words.")
    if decision.action == "reschedule" and (decision.due is None or decision.due < act.today):
        raise InputRefused(
            "A rescheduled conversation needs a day to come.", remedy=f"Choose {act.today} or later."
        )
    if decision.action == "hand_over":
        known = conn.execute(
            select(run_er_managers.c.er_manager_id).where(
                run_er_managers.c.run_id == _latest(conn),
                run_er_managers.c.er_manager_id == (decision.to or ""),
            )
        ).first()
        if known is None or decision.to == act.er_manager_id:
            raise InputRefused(
                "There is no such other ER manager.", remedy="Name one of the latest run by id."
            )


def _undo(conn: Connection, act: Act, row: RowMapping, standing: Standing) -> Standing:
    """Put back what was before the last move of the day; a line handed over is handed back by its new holder."""
    if standing.state == "withdrawn":
        _still_stands(standing)
    moves = conn.execute(
        select(item_moves)
        .where(item_moves.c.item_id == row["item_id"])
        .order_by(item_moves.c.version.desc())
        .limit(2)
    ).all()
    if (
        not moves
        or moves[0].day != act.today
        or moves[0].key_id != act.who.key_id
        or moves[0].action == "undo"
    ):
        raise NothingToUndo(
            "There is no decision of yours from today to take back.", remedy="Decide anew instead."
        )
    if moves[0].action == "outcome":
        unlog_contact(conn, row["item_id"])
    before = moves[1] if len(moves) > 1 else None
    _move(
        conn,
        act,
        row,
        action="undo",
        state=before.state if before else "open",
        holder=before.er_manager_id if before else row["item_er_manager_id"],
        reason=before.reason if before else "",
        words=before.words if before else "",
        due=before.due if before else None,
    )
    return _now(conn, row["item_id"], act)


def _move(
    conn: Connection,
    act: Act,
    row: RowMapping,
    *,
    action: str,
    state: str,
    holder: str,
    reason: str,
    words: str,
    due: date | None,
) -> None:
    version = (row["version"] or 0) + 1
    values = {
        "version": version,
        "state": state,
        "er_manager_id": holder,
        "reason": reason,
        "words": words,
        "due": due,
    }
    _put(conn, row["item_id"], row["version"], {**values, "changed_on": act.today})
    conn.execute(
        insert(item_moves).values(
            item_id=row["item_id"], action=action, day=act.today, key_id=act.who.key_id, at=act.at, **values
        )
    )
    act.audit.record(
        conn,
        act.who,
        f"item.{_SAID[action]}",
        subject=row["employee_id"],
        item=row["item_id"],
        version=version,
        state=state,
        reason=reason,
        holder=holder,
    )


_SAID = {
    "accept": "accepted",
    "dismiss": "dismissed",
    "reschedule": "rescheduled",
    "hand_over": "handed_over",
    "undo": "undone",
    "outcome": "logged",
}


def _put(conn: Connection, item_id: str, seen: int | None, values: Mapping[str, Any]) -> None:
    """Write a line's state if its version is still the one that was read: two people cannot both succeed."""
    if seen is None:
        conn.execute(insert(item_states).values(item_id=item_id, **values))
        return
    mine = and_(item_states.c.item_id == item_id, item_states.c.version == seen)
    if conn.execute(update(item_states).where(mine).values(**values)).rowcount != 1:
        raise ItemChanged("This line was decided meanwhile.", remedy="Open your week again.")


def _latest(conn: Connection) -> str:
    row = latest_run_row(conn)
    return "" if row is None else str(row["run_id"])


def _now(conn: Connection, item_id: str, act: Act) -> Standing:
    """The standing after the move; a line just handed over is read as its new holder's."""
    holder = conn.execute(
        select(item_states.c.er_manager_id).where(item_states.c.item_id == item_id)
    ).scalar_one()
    row = line_row(conn, holder, item_id)
    if row is None:
        raise LookupError(item_id)
    return standing_of(row, _latest(conn), act.today)
