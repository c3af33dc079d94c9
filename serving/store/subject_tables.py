"""The tables of people's rights: links that let one person in, contests, objections."""

from sqlalchemy import CheckConstraint, Column, Date, ForeignKey, Index, String, Table, Text

from serving.store.tables import UtcDateTime, metadata

subject_links = Table(
    "subject_links",
    metadata,
    Column("key_id", ForeignKey("api_keys.key_id", ondelete="CASCADE"), primary_key=True),
    Column("employee_id", Text, nullable=False),
    Index(None, "employee_id"),
)

contests = Table(
    "contests",
    metadata,
    Column("contest_id", String(32), primary_key=True),
    Column("employee_id", Text, nullable=False),
    Column("run_id", String(32), comment="the run that was contested; null before the first run"),
    Column("state", String(16), nullable=False),
    Column(
        "about", Text, nullable=False, comment="what the person says is wrong; for the privacy officer only"
    ),
    Column("opened_on", Date, nullable=False),
    Column("answer_by", Date, nullable=False),
    Column("answer", Text, comment="what the person was told"),
    Column("answered_at", UtcDateTime),
    Column("answered_by", String(32), comment="id of the key with which it was answered"),
    CheckConstraint("state in ('open', 'upheld', 'rejected')", name="state"),
    Index(None, "employee_id", "state"),
    Index(None, "state", "answer_by"),
)

objections = Table(
    "objections",
    metadata,
    Column("employee_id", Text, primary_key=True),
    Column("objected_at", UtcDateTime, nullable=False),
)
