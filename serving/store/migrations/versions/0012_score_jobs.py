"""Score jobs: larger batches, scored part by part."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go from `0011` to `0012`."""
    op.create_table(
        "score_jobs",
        sa.Column("job_id", sa.String(length=32), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False, comment="whose job it is: nobody else sees it"),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("unit_scope", sa.Text()),
        sa.Column("status", sa.String(length=16), nullable=False, comment="queued, running, done or failed"),
        sa.Column("problem", sa.Text(), nullable=False, comment="why it failed, else empty"),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("parts_done", sa.Integer(), nullable=False),
        sa.Column("scored", sa.Integer(), nullable=False),
        sa.Column("input_sha256", sa.String(length=64), nullable=False),
        sa.Column(
            "model_digest",
            sa.String(length=64),
            comment="model and run that answer: the same for all parts",
        ),
        sa.Column("model_name", sa.Text()),
        sa.Column("model_version", sa.Integer()),
        sa.Column("run_id", sa.String(length=32)),
        sa.Column("as_of", sa.Date()),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.Column("claimed_by", sa.String(length=32), comment="the worker that is at it"),
        sa.Column("claimed_until", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("job_id", name="pk_score_jobs"),
    )
    op.create_index("ix_score_jobs_status_created_at", "score_jobs", ["status", "created_at"])
    op.create_index("ix_score_jobs_key_id_created_at", "score_jobs", ["key_id", "created_at"])
    op.create_table(
        "score_job_parts",
        sa.Column("job_id", sa.String(length=32), nullable=False),
        sa.Column("part", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "kind",
            sa.String(length=16),
            nullable=False,
            comment="employee_ids, rows (JSON) or columns (Arrow)",
        ),
        sa.Column("sent", sa.LargeBinary(), comment="what is to be scored; gone when the job has ended"),
        sa.Column("answers", sa.LargeBinary(), comment="an Arrow stream of the part's results"),
        sa.ForeignKeyConstraint(
            ["job_id"], ["score_jobs.job_id"], name="fk_score_job_parts_job_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("job_id", "part", name="pk_score_job_parts"),
    )
