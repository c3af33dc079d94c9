"""What was promised in return for answers."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table of replies."""
    op.create_table(
        "replies",
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False, comment="the newest is 1"),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date()),
        sa.PrimaryKeyConstraint("position", name="pk_replies"),
    )
