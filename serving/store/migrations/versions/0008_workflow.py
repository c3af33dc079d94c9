"""What is done with lines of lists, the relationship record, who looks after whom from a day on, goals."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables of the workflow and of the relationship record."""
    _relationship()
    _outreach()


def _relationship() -> None:
    op.create_table(
        "contacts",
        sa.Column("contact_id", sa.String(length=32), nullable=False),
        sa.Column("employee_id", sa.Text(), nullable=True),
        sa.Column("unit_id", sa.Text(), nullable=True),
        sa.Column("er_manager_id", sa.Text(), nullable=False),
        sa.Column(
            "item_id",
            sa.String(length=32),
            nullable=True,
            comment="the line it answered; null for a contact without one",
        ),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("playbook_id", sa.String(length=64), nullable=False),
        sa.Column("asked_for", sa.Boolean(), nullable=False, comment="whether the employee asked for it"),
        sa.Column("tags", sa.JSON(), nullable=False, comment="what was discussed"),
        sa.Column("changed", sa.JSON(), nullable=False, comment="what was changed"),
        sa.Column("note", sa.Text(), nullable=False, comment="private to its author unless shared"),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(unit_id is null) <> (employee_id is null)", name="one_subject"),
        sa.PrimaryKeyConstraint("contact_id", name="pk_contacts"),
    )
    op.create_index("ix_contacts_employee_id_day", "contacts", ["employee_id", "day"], unique=False)
    op.create_index("ix_contacts_item_id", "contacts", ["item_id"], unique=False)
    op.create_table(
        "promises",
        sa.Column("promise_id", sa.String(length=32), nullable=False),
        sa.Column("employee_id", sa.Text(), nullable=True),
        sa.Column("unit_id", sa.Text(), nullable=True),
        sa.Column("er_manager_id", sa.Text(), nullable=False),
        sa.Column(
            "contact_id", sa.String(length=32), nullable=True, comment="the contact in which it was made"
        ),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("kept_on", sa.Date(), nullable=True),
        sa.CheckConstraint("(unit_id is null) <> (employee_id is null)", name="one_subject"),
        sa.PrimaryKeyConstraint("promise_id", name="pk_promises"),
    )
    op.create_index("ix_promises_employee_id_due", "promises", ["employee_id", "due"], unique=False)
    op.create_table(
        "relationships",
        sa.Column("employee_id", sa.Text(), nullable=False),
        sa.Column("aspirations", sa.Text(), nullable=False),
        sa.Column("motivators", sa.Text(), nullable=False),
        sa.Column("coaching_needs", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False, comment="how the person wants to be contacted"),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_on", sa.Date(), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False, comment="the ER manager's id"),
        sa.PrimaryKeyConstraint("employee_id", name="pk_relationships"),
    )


def _outreach() -> None:
    op.create_table(
        "goals",
        sa.Column("goal_id", sa.String(length=32), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("playbook_id", sa.String(length=64), nullable=False),
        sa.Column("kpi", sa.String(length=64), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("goal_id", name="pk_goals"),
    )
    op.create_table(
        "reassignments",
        sa.Column("reassignment_id", sa.String(length=32), nullable=False),
        sa.Column(
            "er_manager_id", sa.Text(), nullable=False, comment="who looks after them from that day on"
        ),
        sa.Column("unit_id", sa.Text(), nullable=True),
        sa.Column("employee_id", sa.Text(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False, comment="for the new ER manager"),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(unit_id is null) <> (employee_id is null)", name="one_subject"),
        sa.PrimaryKeyConstraint("reassignment_id", name="pk_reassignments"),
    )
    op.create_table(
        "item_moves",
        sa.Column("item_id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("er_manager_id", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(length=16), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["run_items.item_id"], name="fk_item_moves_item_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("item_id", "version", name="pk_item_moves"),
    )
    op.create_table(
        "item_states",
        sa.Column("item_id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False, comment="1 after the first decision"),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("er_manager_id", sa.Text(), nullable=False, comment="who holds the line"),
        sa.Column("reason", sa.String(length=16), nullable=False),
        sa.Column("words", sa.Text(), nullable=False, comment="what was typed; never in the audit"),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("changed_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["run_items.item_id"], name="fk_item_states_item_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("item_id", name="pk_item_states"),
    )
    op.create_index(
        "ix_item_states_er_manager_id_state", "item_states", ["er_manager_id", "state"], unique=False
    )
