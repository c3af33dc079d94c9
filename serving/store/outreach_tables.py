"""The tables of what is done with lines of lists, of who looks after whom from a day on, and of goals."""

from sqlalchemy import CheckConstraint, Column, Date, ForeignKey, Index, Integer, String, Table, Text

from serving.store.tables import UtcDateTime, metadata

STILL_PLANNED = ("accepted", "rescheduled", "handed_over")
"""States of a line that somebody has taken on and not yet held."""

DECIDED = (*STILL_PLANNED, "dismissed", "done")
"""States of a line that somebody has decided about: one that an objection ended is none of them."""

item_states = Table(
    "item_states",
    metadata,
    Column("item_id", ForeignKey("run_items.item_id", ondelete="CASCADE"), primary_key=True),
    Column("version", Integer, nullable=False, comment="1 after the first decision"),
    Column("state", String(16), nullable=False),
    Column("er_manager_id", Text, nullable=False, comment="who holds the line"),
    Column("reason", String(16), nullable=False),
    Column("words", Text, nullable=False, comment="what was typed; never in the audit"),
    Column("due", Date),
    Column("changed_on", Date, nullable=False),
    Index(None, "er_manager_id", "state"),
)

item_moves = Table(
    "item_moves",
    metadata,
    Column("item_id", ForeignKey("run_items.item_id", ondelete="CASCADE"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("action", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("er_manager_id", Text, nullable=False),
    Column("reason", String(16), nullable=False),
    Column("words", Text, nullable=False),
    Column("due", Date),
    Column("day", Date, nullable=False),
    Column("key_id", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

reassignments = Table(
    "reassignments",
    metadata,
    Column("reassignment_id", String(32), primary_key=True),
    Column("er_manager_id", Text, nullable=False, comment="who looks after them from that day on"),
    Column("unit_id", Text),
    Column("employee_id", Text),
    Column("valid_from", Date, nullable=False),
    Column("note", Text, nullable=False, comment="for the new ER manager"),
    Column("key_id", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    CheckConstraint("(unit_id is null) <> (employee_id is null)", name="one_subject"),
)

goals = Table(
    "goals",
    metadata,
    Column("goal_id", String(32), primary_key=True),
    Column("words", Text, nullable=False),
    Column("playbook_id", String(64), nullable=False),
    Column("kpi", String(64), nullable=False),
    Column("due", Date, nullable=False),
    Column("closed_on", Date),
    Column("key_id", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
