"""Remove what the privacy policy no longer lets a home keep, table by table."""

from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Table, delete

from data_contracts.policy.privacy import Retention, load_privacy_policy
from ermine.clock import business_day, calendar_day, now
from ermine.home import Home
from ermine.jobs.auditing import COMMAND_LINE, acting, audit_of
from ermine.settings import Settings
from ermine.store import open_feedback_store, store_of_home
from serving.api.idempotency import KEPT
from serving.audit.trail import AuditTrail
from serving.audit.trimming import trim
from serving.feedback.forgetting import forget_old
from serving.feedback.store import compact
from serving.store.audit_tables import idempotency
from serving.store.engine import writing
from serving.store.relationship_tables import contacts, promises
from serving.store.runs import latest_run_row
from serving.store.subject_tables import contests
from serving.store.tables import api_keys, runs, sessions
from serving.subjects.erasing import overwrite_deleted


def run_retention(settings: Settings) -> dict[str, int]:
    """Remove rows that are too old from both databases; gives how many of each table, recorded in the audit.

    Runs take their rows along.
    """
    home = Home(settings.home)
    home.required_record()
    with home.writing("retention run"), store_of_home(settings, home) as engine:
        policy, audit = load_privacy_policy(home.privacy_file).retention, audit_of(settings, home)
        with writing(engine) as conn:
            gone = remove_old(conn, audit, policy, business_day(home), now())
        if any(gone.values()):
            overwrite_deleted(engine)
        return gone | _forget_feedback(settings, home, policy)


def _forget_feedback(settings: Settings, home: Home, policy: Retention) -> dict[str, int]:
    """The same in the feedback database, if there is one: an act across stores, with its own pair of audit rows."""
    if settings.feedback_database_url is None and not home.feedback_database.exists():
        return {}
    engine = open_feedback_store(settings, home)
    closed_before = calendar_day(settings) - timedelta(days=policy.concern_days)
    released_before = business_day(home) - timedelta(days=policy.feedback_days)
    with acting(settings, home, "retention.feedback") as done:
        with writing(engine) as conn:
            gone = forget_old(conn, closed_before, released_before)
        done |= gone
    if any(gone.values()):
        compact(engine)
    return gone


def remove_old(
    conn: Connection, audit: AuditTrail, policy: Retention, today: date, moment: datetime
) -> dict[str, int]:
    """The same in the caller's transaction; business days count from `today`, the rest from `moment`."""
    latest = latest_run_row(conn)
    old: dict[Table, ColumnElement[bool]] = {
        runs: (runs.c.as_of < today - timedelta(days=policy.run_days))
        & (runs.c.run_id != ("" if latest is None else latest["run_id"])),
        contacts: contacts.c.day < today - timedelta(days=policy.contact_days),
        promises: promises.c.kept_on < today - timedelta(days=policy.contact_days),
        contests: contests.c.answered_at < moment - timedelta(days=policy.contest_days),
        sessions: sessions.c.expires_at < moment,
        api_keys: api_keys.c.expires_at < moment - timedelta(days=policy.key_days),
        idempotency: idempotency.c.created_at < moment - KEPT,
    }
    gone = {table.name: conn.execute(delete(table).where(rule)).rowcount for table, rule in old.items()}
    gone["audit_log"] = trim(conn, audit, COMMAND_LINE, moment - timedelta(days=policy.audit_days))
    audit.write(conn, COMMAND_LINE, "retention.run", gone)
    return gone
