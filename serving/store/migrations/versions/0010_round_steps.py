"""Steps of feedback rounds that another process takes, and coarse counts of answers."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables of steps and counts."""
    op.create_table(
        "round_steps",
        sa.Column("step_id", sa.String(length=32), nullable=False),
        sa.Column("round_id", sa.String(length=64), nullable=False),
        sa.Column("step", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False, comment="how far it has come, of `total`"),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False, comment="why it failed, and what to do"),
        sa.Column("key_id", sa.String(length=32), nullable=False, comment="who asked for it"),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("step in ('close', 'release')", name="step"),
        sa.CheckConstraint("state in ('asked', 'running', 'done', 'failed')", name="state"),
        sa.PrimaryKeyConstraint("step_id", name="pk_round_steps"),
    )
    op.create_index("ix_round_steps_round_id", "round_steps", ["round_id"])
    op.create_table(
        "round_counts",
        sa.Column("round_id", sa.String(length=64), nullable=False),
        sa.Column(
            "day", sa.Date(), nullable=False, comment="when it was counted; not again before the next day"
        ),
        sa.Column("at_least", sa.Integer(), comment="null: fewer than may be told"),
        sa.PrimaryKeyConstraint("round_id", name="pk_round_counts"),
    )
