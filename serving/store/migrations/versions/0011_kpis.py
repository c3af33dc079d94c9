"""KPIs of each unit, stored with the run."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "kpi_values",
        sa.Column("run_id", sa.String(length=32), nullable=False),
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.Column("kpi", sa.String(length=32), nullable=False),
        sa.Column("value", sa.Float(), nullable=True, comment="null where too few people are behind it"),
        *(sa.Column(name, sa.Float(), nullable=True) for name in ("low", "high")),
        sa.Column("n", sa.Integer(), nullable=True),
        *(
            sa.Column(name, sa.Float(), nullable=True)
            for name in ("before_value", "before_low", "before_high")
        ),
        sa.Column("before_n", sa.Integer(), nullable=True),
        sa.Column("change", sa.String(length=8), nullable=False),
        sa.CheckConstraint("change in ('up', 'down', 'none', 'unknown')", name="change"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.run_id"], name="fk_kpi_values_run_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("run_id", "unit_id", "kpi", name="pk_kpi_values"),
    )
