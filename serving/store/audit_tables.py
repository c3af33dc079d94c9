"""The tables of the audit: what happened, in a chain; whom it was about, as pseudonyms; requests already answered."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text

from serving.store.tables import UtcDateTime, metadata

audit_log = Table(
    "audit_log",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", UtcDateTime, nullable=False),
    Column("key_id", String(32), nullable=False),
    Column("role", String(32), nullable=False),
    Column("action", String(64), nullable=False),
    Column("detail", Text, nullable=False, comment="canonical JSON of plain values"),
    Column("h", String(64), nullable=False, comment="SHA-256 of the previous h and this entry"),
    Index(None, "action", "seq"),
)

audit_subjects = Table(
    "audit_subjects",
    metadata,
    Column("seq", ForeignKey("audit_log.seq", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column(
        "subject", String(32), primary_key=True, comment="pseudonym of a person, under a key of their own"
    ),
    Index(None, "subject", "seq"),
)

idempotency = Table(
    "idempotency",
    metadata,
    Column("key_id", String(32), primary_key=True),
    Column("key", String(128), primary_key=True),
    Column("body_hash", String(64), nullable=False),
    Column("status", Integer, nullable=False),
    Column("reply", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Index(None, "created_at"),
)

audit_start = Table(
    "audit_start",
    metadata,
    Column(
        "seq", Integer, primary_key=True, autoincrement=False, comment="the last entry whose time was over"
    ),
    Column("h", String(64), nullable=False),
)
