"""The first tables of the feedback database: rounds, tokens, answers, releases."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go from nothing to `0001`."""
    _rounds()
    _tokens()
    _responses()
    _kept()
    op.create_table(
        "releases",
        sa.Column("round_id", sa.String(length=64), nullable=False),
        sa.Column(
            "document",
            sa.LargeBinary(),
            nullable=False,
            comment="canonical JSON, served byte for byte for ever",
        ),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.round_id"], name="fk_releases_round_id"),
        sa.PrimaryKeyConstraint("round_id", name="pk_releases"),
    )


def _rounds() -> None:
    op.create_table(
        "rounds",
        sa.Column("round_id", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date()),
        sa.Column("released_on", sa.Date()),
        sa.Column("questions", sa.JSON(), nullable=False, comment="id, kind and text of each question"),
        sa.Column(
            "floors", sa.JSON(), nullable=False, comment="from how many respondents on something is shown"
        ),
        sa.Column(
            "floors_frozen",
            sa.Boolean(),
            nullable=False,
            comment="true from the first answer on: only rises",
        ),
        sa.Column(
            "parents",
            sa.JSON(),
            nullable=False,
            comment="the unit above each unit under which answers are kept",
        ),
        sa.Column(
            "names",
            sa.JSON(),
            nullable=False,
            comment="names of all units as they were when the round opened",
        ),
        sa.Column(
            "homes",
            sa.JSON(),
            nullable=False,
            comment="for each unit the unit under which its answers are kept",
        ),
        sa.Column(
            "eligible",
            sa.JSON(),
            nullable=False,
            comment="people in each such unit, those below included",
        ),
        sa.Column("tokens_issued", sa.Integer(), nullable=False),
        sa.Column("historic", sa.Boolean(), nullable=False, comment="imported: rows are answers, not people"),
        sa.CheckConstraint("state in ('open', 'closing', 'closed', 'released')", name="state"),
        sa.PrimaryKeyConstraint("round_id", name="pk_rounds"),
    )


def _tokens() -> None:
    op.create_table(
        "tokens",
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False, comment="SHA-256 of an unused token"),
        sa.Column("round_id", sa.String(length=64), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.round_id"], name="fk_tokens_round_id"),
        sa.PrimaryKeyConstraint("digest", name="pk_tokens"),
        sqlite_with_rowid=False,
    )


def _responses() -> None:
    op.create_table(
        "responses",
        sa.Column("response_id", sa.LargeBinary(length=16), nullable=False, comment="random"),
        sa.Column("round_id", sa.String(length=64), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("scores", sa.JSON(), nullable=False),
        sa.Column("text", sa.Text(), comment="redacted before it was written"),
        sa.Column("may_quote", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.round_id"], name="fk_responses_round_id"),
        sa.PrimaryKeyConstraint("response_id", name="pk_responses"),
        sqlite_with_rowid=False,
    )


def _kept() -> None:
    op.create_table(
        "kept",
        sa.Column(
            "kept_id",
            sa.LargeBinary(length=16),
            nullable=False,
            comment="random, another one than while the round was open",
        ),
        sa.Column("round_id", sa.String(length=64), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("scores", sa.JSON(), nullable=False),
        sa.Column("text", sa.Text()),
        sa.Column("may_quote", sa.Boolean(), nullable=False),
        sa.Column(
            "assessed",
            sa.Boolean(),
            nullable=False,
            comment="false: no text, or one that the classifier cannot read",
        ),
        sa.Column("sentiment", sa.String(length=16), nullable=False),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.Column("serious", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.round_id"], name="fk_kept_round_id"),
        sa.PrimaryKeyConstraint("kept_id", name="pk_kept"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_kept_round_id", "kept", ["round_id"])
