"""The tables of `feedback.db`, a database of its own that shares no transaction, no key and no moment with `ermine.db`.

No table holds a time of day, an address, an agent or anybody's id. On SQLite the tables with tokens and answers are
`WITHOUT ROWID`: they lie on disk in the order of their random keys, not in the order in which they came.
"""

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

from serving.store.naming import NAMING

feedback_metadata = MetaData(naming_convention=dict(NAMING))

rounds = Table(
    "rounds",
    feedback_metadata,
    Column("round_id", String(64), primary_key=True),
    Column("state", String(16), nullable=False),
    Column("opened_on", Date, nullable=False),
    Column("closed_on", Date),
    Column("released_on", Date),
    Column("questions", JSON, nullable=False, comment="id, kind and text of each question"),
    Column("floors", JSON, nullable=False, comment="from how many respondents on something is shown"),
    Column("floors_frozen", Boolean, nullable=False, comment="true from the first answer on: only rises"),
    Column("parents", JSON, nullable=False, comment="the unit above each unit under which answers are kept"),
    Column("names", JSON, nullable=False, comment="names of all units as they were when the round opened"),
    Column("homes", JSON, nullable=False, comment="for each unit the unit under which its answers are kept"),
    Column("eligible", JSON, nullable=False, comment="people in each such unit, those below included"),
    Column("tokens_issued", Integer, nullable=False),
    Column("historic", Boolean, nullable=False, comment="imported: rows are answers, not people"),
    CheckConstraint("state in ('open', 'closing', 'closed', 'released')", name="state"),
)

tokens = Table(
    "tokens",
    feedback_metadata,
    Column("digest", LargeBinary(32), primary_key=True, comment="SHA-256 of an unused token"),
    Column("round_id", String(64), ForeignKey("rounds.round_id"), nullable=False),
    Column("unit", Text, nullable=False),
    sqlite_with_rowid=False,
)

responses = Table(
    "responses",
    feedback_metadata,
    Column("response_id", LargeBinary(16), primary_key=True, comment="random"),
    Column("round_id", String(64), ForeignKey("rounds.round_id"), nullable=False),
    Column("unit", Text, nullable=False),
    Column("scores", JSON, nullable=False),
    Column("text", Text, comment="redacted before it was written"),
    Column("may_quote", Boolean, nullable=False),
    sqlite_with_rowid=False,
)

kept = Table(
    "kept",
    feedback_metadata,
    Column(
        "kept_id",
        LargeBinary(16),
        primary_key=True,
        comment="random, another one than while the round was open",
    ),
    Column("round_id", String(64), ForeignKey("rounds.round_id"), nullable=False),
    Column("unit", Text, nullable=False),
    Column("scores", JSON, nullable=False),
    Column("text", Text),
    Column("may_quote", Boolean, nullable=False),
    Column(
        "assessed", Boolean, nullable=False, comment="false: no text, or one that the classifier cannot read"
    ),
    Column("sentiment", String(16), nullable=False),
    Column("topics", JSON, nullable=False),
    Column("serious", JSON, nullable=False),
    Index(None, "round_id"),
    sqlite_with_rowid=False,
)

releases = Table(
    "releases",
    feedback_metadata,
    Column("round_id", String(64), ForeignKey("rounds.round_id"), primary_key=True),
    Column("document", LargeBinary, nullable=False, comment="canonical JSON, served byte for byte for ever"),
    Column("sha256", String(64), nullable=False),
)

replies = Table(
    "replies",
    feedback_metadata,
    Column("position", Integer, primary_key=True, autoincrement=False, comment="the newest is 1"),
    Column("unit", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("due", Date, nullable=False),
    Column("done_on", Date),
)
"""What was promised in return, for the feedback pages to show: a copy, written whole by the server of the lists."""
