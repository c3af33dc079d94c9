"""Keys of concern handlers say which handler of the privacy policy they act for."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; a key made before it names nobody and opens no concern."""
    op.add_column(
        "api_keys",
        sa.Column(
            "handler",
            sa.String(length=64),
            nullable=True,
            comment="which concern handler of the privacy policy it acts for",
        ),
    )
