"""A line of a list is about a person or a unit and says what it is there for; a list says what is proven of it."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_OF_A_LIST = (
    sa.Column("gap", sa.Float(), comment="0.0: proven that no better list exists; null: not recorded"),
    sa.Column("coverage_due", sa.Integer()),
    sa.Column("coverage_floor", sa.Integer()),
    sa.Column("coverage_short", sa.Integer()),
    sa.Column("reserved_hours", sa.Float()),
)


def upgrade() -> None:
    """Keep every stored line: lists made without a model were made for keeping in touch."""
    planned = sa.Column(
        "planned_hours", sa.Float(), comment="null in runs from before hours were planned ahead"
    )
    for column in (planned, *_OF_A_LIST):
        op.add_column("run_er_managers", column)
    op.execute("update run_items set kind = 'coverage' where kind = 'cold_start'")
    with op.batch_alter_table("run_items") as items:
        items.alter_column("employee_id", existing_type=sa.Text(), nullable=True)
        items.alter_column(
            "kind",
            existing_type=sa.String(length=16),
            existing_nullable=False,
            comment="what the line is there for: risk, request, unit, ...",
        )
        items.add_column(sa.Column("unit_id", sa.Text()))
        items.create_foreign_key(
            "fk_run_items_run_id_unit_id",
            "run_units",
            ["run_id", "unit_id"],
            ["run_id", "unit_id"],
            ondelete="CASCADE",
        )
        items.create_check_constraint("one_subject", "(unit_id is null) <> (employee_id is null)")
        items.create_check_constraint("kind_of_subject", "(kind = 'unit') = (employee_id is null)")
        items.create_index("ix_run_items_run_id_unit_id", ["run_id", "unit_id"], unique=True)
