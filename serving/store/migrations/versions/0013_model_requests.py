"""Model requests: a promotion or a rollback that somebody asks for."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go from `0012` to `0013`."""
    op.create_table(
        "model_requests",
        sa.Column("request_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), comment="the version to promote; null for a rollback"),
        sa.Column("serving_version", sa.Integer(), comment="the champion when this was filed; null for none"),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("filed_by", sa.Text(), nullable=False, comment="id of the key with which it was filed"),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
        sa.Column("closed_by", sa.Text(), comment="who carried it out or declined it"),
        sa.CheckConstraint("kind in ('promotion', 'rollback')", name="kind"),
        sa.CheckConstraint("state in ('open', 'done', 'declined')", name="state"),
        sa.PrimaryKeyConstraint("request_id", name="pk_model_requests"),
    )
    op.create_index("ix_model_requests_state_filed_at", "model_requests", ["state", "filed_at"])
