"""What somebody promised to do about something that a released round said: "you said, we did"."""

from sqlalchemy import CheckConstraint, Column, Date, Index, Integer, String, Table, Text

from serving.store.tables import metadata

commitments = Table(
    "commitments",
    metadata,
    Column("commitment_id", String(32), primary_key=True),
    Column("unit_id", Text, nullable=False),
    Column("unit_name", Text, nullable=False, comment="as it was called when this was promised"),
    Column("round_id", String(64), nullable=False),
    Column("measure", String(96), nullable=False),
    Column("what", Text, nullable=False),
    Column("owner", Text, nullable=False, comment="who answers for it, as it was typed"),
    Column("due", Date, nullable=False),
    Column("recorded_on", Date, nullable=False),
    Column("done_on", Date),
    Column("version", Integer, nullable=False),
    CheckConstraint("done_on is null or done_on >= recorded_on", name="done_after_recorded"),
    Index(None, "unit_id"),
)
