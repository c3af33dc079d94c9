"""The audit chain, the pseudonyms of those whom its entries are about, and requests already answered."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the three tables."""
    op.create_table(
        "audit_log",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key_id", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False, comment="canonical JSON of plain values"),
        sa.Column(
            "h", sa.String(length=64), nullable=False, comment="SHA-256 of the previous h and this entry"
        ),
        sa.PrimaryKeyConstraint("seq", name="pk_audit_log"),
    )
    op.create_index("ix_audit_log_action_seq", "audit_log", ["action", "seq"], unique=False)
    op.create_table(
        "audit_subjects",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "subject",
            sa.String(length=32),
            nullable=False,
            comment="pseudonym of a person, under a key of their own",
        ),
        sa.ForeignKeyConstraint(["seq"], ["audit_log.seq"], name="fk_audit_subjects_seq", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("seq", "subject", name="pk_audit_subjects"),
    )
    op.create_index("ix_audit_subjects_subject_seq", "audit_subjects", ["subject", "seq"], unique=False)
    _idempotency()


def _idempotency() -> None:
    op.create_table(
        "idempotency",
        sa.Column("key_id", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("body_hash", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key_id", "key", name="pk_idempotency"),
    )
    op.create_index("ix_idempotency_created_at", "idempotency", ["created_at"], unique=False)
