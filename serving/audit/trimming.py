"""Remove audit entries whose time is over: the chain then begins later, and an entry in it says so."""

from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select

from serving.access.roles import Principal
from serving.audit.trail import AuditTrail
from serving.store.audit_tables import audit_log, audit_start


def trim(conn: Connection, audit: AuditTrail, who: Principal, before: datetime) -> int:
    """Remove the entries from before a moment, the last entry never; gives their number. Needs `writing`."""
    first, last = conn.execute(select(func.min(audit_log.c.seq), func.max(audit_log.c.seq))).one()
    kept = select(func.min(audit_log.c.seq)).where(audit_log.c.at >= before)
    until = min(conn.execute(kept).scalar() or last or 1, last or 1) - 1
    row = conn.execute(select(audit_log.c.h).where(audit_log.c.seq == until)).first()
    if row is None:
        return 0
    conn.execute(delete(audit_log).where(audit_log.c.seq <= until))
    conn.execute(delete(audit_start))
    conn.execute(insert(audit_start).values(seq=until, h=row.h))
    audit.record(conn, who, "audit.trimmed", until=until, h=row.h)
    return int(until - first + 1)
