"""Serious concerns: sealed, with the day, joined to no answer."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables of concerns."""
    _concerns()
    _messages()
    _recusals()
    _swept()


def _concerns() -> None:
    op.create_table(
        "concerns",
        sa.Column("concern_id", sa.LargeBinary(length=16), nullable=False, comment="random"),
        sa.Column("round_id", sa.String(length=64), nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("came_on", sa.Date(), nullable=False, comment="the day, and nothing finer"),
        sa.Column("unit", sa.Text(), nullable=False, comment="the unit above all that were asked"),
        sa.Column(
            "sealed",
            sa.LargeBinary(),
            nullable=False,
            comment="words and detail, for the concern handler's key",
        ),
        sa.Column(
            "place",
            sa.LargeBinary(length=32),
            nullable=False,
            comment="digest of the receipt, or random bytes",
        ),
        sa.Column(
            "author_key",
            sa.LargeBinary(length=32),
            comment="seals what is answered to the author; null: nobody to answer",
        ),
        sa.Column("acknowledged_on", sa.Date()),
        sa.Column("answered_on", sa.Date()),
        sa.Column("handed_over_on", sa.Date()),
        sa.Column("closed_on", sa.Date()),
        sa.Column("case_ref", sa.LargeBinary(), comment="sealed: the reference in the case system"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("source in ('author', 'program', 'unread')", name="source"),
        sa.CheckConstraint(
            "state in ('unread', 'dismissed', 'new', 'acknowledged', 'answered', 'handed_over', 'closed')",
            name="state",
        ),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.round_id"], name="fk_concerns_round_id"),
        sa.PrimaryKeyConstraint("concern_id", name="pk_concerns"),
        sa.UniqueConstraint("place", name="uq_concerns_place"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_concerns_state", "concerns", ["state"])


def _messages() -> None:
    op.create_table(
        "concern_messages",
        sa.Column("message_id", sa.LargeBinary(length=16), nullable=False, comment="random"),
        sa.Column("concern_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False, comment="1, 2, ... within its thread"),
        sa.Column("written_by", sa.String(length=8), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False, comment="the day, and nothing finer"),
        sa.Column("for_handler", sa.LargeBinary(), nullable=False, comment="sealed"),
        sa.Column("for_author", sa.LargeBinary(), comment="sealed; null: what the author wrote"),
        sa.CheckConstraint("written_by in ('author', 'handler')", name="written_by"),
        sa.ForeignKeyConstraint(
            ["concern_id"], ["concerns.concern_id"], name="fk_concern_messages_concern_id"
        ),
        sa.PrimaryKeyConstraint("message_id", name="pk_concern_messages"),
        sa.UniqueConstraint("concern_id", "position", name="uq_concern_messages_position"),
        sqlite_with_rowid=False,
    )


def _recusals() -> None:
    op.create_table(
        "concern_recusals",
        sa.Column("concern_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column(
            "handler", sa.String(length=64), nullable=False, comment="a name of the privacy policy's list"
        ),
        sa.ForeignKeyConstraint(
            ["concern_id"], ["concerns.concern_id"], name="fk_concern_recusals_concern_id"
        ),
        sa.PrimaryKeyConstraint("concern_id", "handler", name="pk_concern_recusals"),
        sqlite_with_rowid=False,
    )


def _swept() -> None:
    op.create_table(
        "swept",
        sa.Column(
            "digest",
            sa.LargeBinary(length=32),
            nullable=False,
            comment="keyed, of a comment that was passed on",
        ),
        sa.Column("round_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.round_id"], name="fk_swept_round_id"),
        sa.PrimaryKeyConstraint("digest", name="pk_swept"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sweeps",
        sa.Column("round_id", sa.String(length=64), nullable=False),
        sa.Column(
            "last_on",
            sa.Date(),
            nullable=False,
            comment="the day on which all comments were last looked through",
        ),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.round_id"], name="fk_sweeps_round_id"),
        sa.PrimaryKeyConstraint("round_id", name="pk_sweeps"),
        sqlite_with_rowid=False,
    )
