"""What is due in a home: jobs that a timer should have run, and people who wait for an answer."""

from datetime import date, datetime

from sqlalchemy import Connection, func, select

from ermine.jobs.finding import Finding
from serving.store.audit_tables import audit_log
from serving.store.runs import latest_run_row
from serving.store.subject_tables import contests

_RETENTION_DAYS = 2
_EXPORT_DAYS = 7


def due_in_store(conn: Connection, today: date, moment: datetime) -> list[Finding]:
    """Lists, retention, exports of the audit and contests; `today` is a day on the wall."""
    return [
        _lists(conn, today),
        _done_lately(conn, moment, "Retention", "retention.run", _RETENTION_DAYS, "ermine retention run"),
        _done_lately(
            conn, moment, "Audit export", "audit.exported", _EXPORT_DAYS, "ermine audit export --out FILE"
        ),
        _contests(conn, today),
    ]


def last_sweep(open_rounds: int, last: date | None, today: date) -> Finding:
    """The daily look through comments; only open rounds need it."""
    if not open_rounds:
        return Finding("Concern sweep", "ok", "no round is open")
    said = "never run" if last is None else f"last run on {last}"
    if last is None or (today - last).days > 1:
        return Finding("Concern sweep", "note", f"{said}, {open_rounds} round(s) open: ermine concerns sweep")
    return Finding("Concern sweep", "ok", said)


def _lists(conn: Connection, today: date) -> Finding:
    run = latest_run_row(conn)
    if run is None:
        return Finding("Lists", "note", "no run yet: ermine run")
    if run["valid_until"] < today:
        return Finding("Lists", "note", f"the latest ran out on {run['valid_until']}: ermine run")
    return Finding("Lists", "ok", f"valid until {run['valid_until']}")


def _done_lately(
    conn: Connection, moment: datetime, what: str, action: str, days: int, command: str
) -> Finding:
    last = conn.execute(select(func.max(audit_log.c.at)).where(audit_log.c.action == action)).scalar()
    if last is None:
        return Finding(what, "note", f"never done: {command}")
    said = f"last done on {last:%Y-%m-%d}"
    if (moment - last).days >= days:
        return Finding(what, "note", f"{said}: {command}")
    return Finding(what, "ok", said)


def _contests(conn: Connection, today: date) -> Finding:
    waiting = select(func.count(), func.min(contests.c.answer_by)).where(contests.c.state == "open")
    number, first = conn.execute(waiting).one()
    if first is not None and first < today:
        return Finding("Contests", "note", f"{number} wait for an answer, the first since {first}")
    return Finding(
        "Contests", "ok", f"{number} wait for an answer" + (f", the first by {first}" if first else "")
    )
