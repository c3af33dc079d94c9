"""What data scientists ask to be done with versions of the model; the command line carries it out."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, String, Table, Text

from serving.store.tables import UtcDateTime, metadata

model_requests = Table(
    "model_requests",
    metadata,
    Column("request_id", String(32), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("model", Text, nullable=False),
    Column("version", Integer, comment="the version to promote; null for a rollback"),
    Column("serving_version", Integer, comment="the champion when this was filed; null for none"),
    Column("reason", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("filed_at", UtcDateTime, nullable=False),
    Column("filed_by", Text, nullable=False, comment="id of the key with which it was filed"),
    Column("closed_at", UtcDateTime),
    Column("closed_by", Text, comment="who carried it out or declined it"),
    CheckConstraint("kind in ('promotion', 'rollback')", name="kind"),
    CheckConstraint("state in ('open', 'done', 'declined')", name="state"),
    Index(None, "state", "filed_at"),
)
