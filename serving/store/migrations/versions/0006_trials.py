"""Trials: lots, outcomes, and the terms on which each run was made."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the three tables."""
    op.create_table(
        "trials",
        sa.Column("trial_id", sa.String(length=32), nullable=False),
        sa.Column(
            "source",
            sa.String(length=16),
            nullable=False,
            comment="drawn by Ermine, or read from outreach_history",
        ),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("stopped_on", sa.Date(), nullable=True),
        sa.Column("waiting_share", sa.Float(), nullable=False),
        sa.Column("wait_days", sa.Integer(), nullable=False),
        sa.Column(
            "planned_people",
            sa.Integer(),
            nullable=False,
            comment="where the interval of the verdict is narrowest",
        ),
        sa.Column(
            "key",
            sa.String(length=64),
            nullable=False,
            comment="of the keyed hash that draws; empty for history",
        ),
        sa.Column(
            "plan", sa.JSON(), nullable=False, comment="what the planner said when the trial was started"
        ),
        sa.Column("privacy_policy_hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("source in ('ermine', 'history')", name="source"),
        sa.PrimaryKeyConstraint("trial_id", name="pk_trials"),
    )
    _people()
    _terms()


def _people() -> None:
    op.create_table(
        "trial_people",
        sa.Column("assignment_id", sa.String(length=32), nullable=False),
        sa.Column("trial_id", sa.String(length=32), nullable=False),
        sa.Column("employee_id", sa.Text(), nullable=True, comment="null once the person was erased"),
        sa.Column("arm", sa.String(length=8), nullable=False),
        sa.Column("stratum", sa.Text(), nullable=False),
        sa.Column("assigned_on", sa.Date(), nullable=True, comment="null once the person was erased"),
        sa.Column("wait_until", sa.Date(), nullable=True, comment="null once the person was erased"),
        sa.Column(
            "known_days",
            sa.Integer(),
            nullable=False,
            comment="days from the lot for which is known what happened",
        ),
        sa.Column("notice_day", sa.Integer(), nullable=True, comment="days from the lot to voluntary notice"),
        sa.Column(
            "other_exit_day",
            sa.Integer(),
            nullable=True,
            comment="days from the lot to a last day without voluntary notice",
        ),
        sa.Column(
            "contact_day",
            sa.Integer(),
            nullable=True,
            comment="days from the lot to the first conversation on record",
        ),
        sa.CheckConstraint("arm in ('now', 'later')", name="arm"),
        sa.ForeignKeyConstraint(
            ["trial_id"], ["trials.trial_id"], name="fk_trial_people_trial_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("assignment_id", name="pk_trial_people"),
    )
    op.create_index(
        "ix_trial_people_trial_id_employee_id", "trial_people", ["trial_id", "employee_id"], unique=True
    )
    op.create_index("ix_trial_people_employee_id", "trial_people", ["employee_id"], unique=False)


def _terms() -> None:
    op.create_table(
        "run_terms",
        sa.Column("run_id", sa.String(length=32), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("hourly_cost", sa.Float(), nullable=False),
        sa.Column("replacement_cost", sa.Float(), nullable=False),
        sa.Column(
            "assumed_effect",
            sa.Float(),
            nullable=False,
            comment="share of notices that a conversation prevents",
        ),
        sa.Column("effect", sa.Float(), nullable=False, comment="the share by which the lists were ordered"),
        sa.Column("effect_from", sa.String(length=16), nullable=False),
        sa.CheckConstraint("effect_from in ('assumed', 'measured', 'capped')", name="effect_from"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.run_id"], name="fk_run_terms_run_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("run_id", name="pk_run_terms"),
    )
