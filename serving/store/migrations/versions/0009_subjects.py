"""Links that let one person in, contests, objections."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the three tables."""
    op.create_table(
        "subject_links",
        sa.Column("key_id", sa.String(length=32), nullable=False),
        sa.Column("employee_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["key_id"], ["api_keys.key_id"], name="fk_subject_links_key_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key_id", name="pk_subject_links"),
    )
    op.create_index("ix_subject_links_employee_id", "subject_links", ["employee_id"], unique=False)
    _contests()
    op.create_table(
        "objections",
        sa.Column("employee_id", sa.Text(), nullable=False),
        sa.Column("objected_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("employee_id", name="pk_objections"),
    )


def _contests() -> None:
    op.create_table(
        "contests",
        sa.Column("contest_id", sa.String(length=32), nullable=False),
        sa.Column("employee_id", sa.Text(), nullable=False),
        sa.Column(
            "run_id", sa.String(length=32), comment="the run that was contested; null before the first run"
        ),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column(
            "about",
            sa.Text(),
            nullable=False,
            comment="what the person says is wrong; for the privacy officer only",
        ),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.Column("answer", sa.Text(), comment="what the person was told"),
        sa.Column("answered_at", sa.DateTime(timezone=True)),
        sa.Column("answered_by", sa.String(length=32), comment="id of the key with which it was answered"),
        sa.CheckConstraint("state in ('open', 'upheld', 'rejected')", name="state"),
        sa.PrimaryKeyConstraint("contest_id", name="pk_contests"),
    )
    op.create_index("ix_contests_employee_id_state", "contests", ["employee_id", "state"], unique=False)
    op.create_index("ix_contests_state_answer_by", "contests", ["state", "answer_by"], unique=False)
