"""The tables of serious concerns, in the feedback database, joined to no answer and to no token.

The words are sealed. The only time is the day, and the only place the unit above all that were asked. On SQLite the
tables are `WITHOUT ROWID`: rows lie in the order of their random keys.
"""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from serving.feedback.tables import feedback_metadata

concerns = Table(
    "concerns",
    feedback_metadata,
    Column("concern_id", LargeBinary(16), primary_key=True, comment="random"),
    Column("round_id", String(64), ForeignKey("rounds.round_id"), nullable=False),
    Column("source", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("came_on", Date, nullable=False, comment="the day, and nothing finer"),
    Column("unit", Text, nullable=False, comment="the unit above all that were asked"),
    Column("sealed", LargeBinary, nullable=False, comment="words and detail, for the concern handler's key"),
    Column("place", LargeBinary(32), nullable=False, comment="digest of the receipt, or random bytes"),
    Column(
        "author_key", LargeBinary(32), comment="seals what is answered to the author; null: nobody to answer"
    ),
    Column("acknowledged_on", Date),
    Column("answered_on", Date),
    Column("handed_over_on", Date),
    Column("closed_on", Date),
    Column("case_ref", LargeBinary, comment="sealed: the reference in the case system"),
    Column("version", Integer, nullable=False),
    CheckConstraint("source in ('author', 'program', 'unread')", name="source"),
    CheckConstraint(
        "state in ('unread', 'dismissed', 'new', 'acknowledged', 'answered', 'handed_over', 'closed')",
        name="state",
    ),
    UniqueConstraint("place", name="uq_concerns_place"),
    Index(None, "state"),
    sqlite_with_rowid=False,
)

concern_messages = Table(
    "concern_messages",
    feedback_metadata,
    Column("message_id", LargeBinary(16), primary_key=True, comment="random"),
    Column("concern_id", LargeBinary(16), ForeignKey("concerns.concern_id"), nullable=False),
    Column("position", Integer, nullable=False, comment="1, 2, ... within its thread"),
    Column("written_by", String(8), nullable=False),
    Column("sent_on", Date, nullable=False, comment="the day, and nothing finer"),
    Column("for_handler", LargeBinary, nullable=False, comment="sealed"),
    Column("for_author", LargeBinary, comment="sealed; null: what the author wrote"),
    CheckConstraint("written_by in ('author', 'handler')", name="written_by"),
    UniqueConstraint("concern_id", "position", name="uq_concern_messages_position"),
    sqlite_with_rowid=False,
)

concern_recusals = Table(
    "concern_recusals",
    feedback_metadata,
    Column("concern_id", LargeBinary(16), ForeignKey("concerns.concern_id"), primary_key=True),
    Column("handler", String(64), primary_key=True, comment="a name of the privacy policy's list"),
    sqlite_with_rowid=False,
)

swept = Table(
    "swept",
    feedback_metadata,
    Column("digest", LargeBinary(32), primary_key=True, comment="keyed, of a comment that was passed on"),
    Column("round_id", String(64), ForeignKey("rounds.round_id"), nullable=False),
    sqlite_with_rowid=False,
)

sweeps = Table(
    "sweeps",
    feedback_metadata,
    Column("round_id", String(64), ForeignKey("rounds.round_id"), primary_key=True),
    Column("last_on", Date, nullable=False, comment="the day on which all comments were last looked through"),
    sqlite_with_rowid=False,
)
