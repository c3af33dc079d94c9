"""What the server of the lists keeps about feedback rounds: steps that another process takes, and coarse counts."""

from sqlalchemy import CheckConstraint, Column, Date, Index, Integer, String, Table, Text

from serving.store.tables import UtcDateTime, metadata

round_steps = Table(
    "round_steps",
    metadata,
    Column("step_id", String(32), primary_key=True),
    Column("round_id", String(64), nullable=False),
    Column("step", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("done", Integer, nullable=False, comment="how far it has come, of `total`"),
    Column("total", Integer, nullable=False),
    Column("message", Text, nullable=False, comment="why it failed, and what to do"),
    Column("key_id", String(32), nullable=False, comment="who asked for it"),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    CheckConstraint("step in ('close', 'release')", name="step"),
    CheckConstraint("state in ('asked', 'running', 'done', 'failed')", name="state"),
    Index(None, "round_id"),
)

round_counts = Table(
    "round_counts",
    metadata,
    Column("round_id", String(64), primary_key=True),
    Column("day", Date, nullable=False, comment="when it was counted; not again before the next day"),
    Column("at_least", Integer, comment="null: fewer than may be told"),
)
