"""The tables of the relationship record: what matters to a person, what was promised, every contact."""

from sqlalchemy import JSON, Boolean, CheckConstraint, Column, Date, Index, Integer, String, Table, Text

from serving.store.tables import UtcDateTime, metadata

relationships = Table(
    "relationships",
    metadata,
    Column("employee_id", Text, primary_key=True),
    Column("aspirations", Text, nullable=False),
    Column("motivators", Text, nullable=False),
    Column("coaching_needs", Text, nullable=False),
    Column("channel", Text, nullable=False, comment="how the person wants to be contacted"),
    Column("language", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("changed_on", Date, nullable=False),
    Column("changed_by", Text, nullable=False, comment="the ER manager's id"),
)

contacts = Table(
    "contacts",
    metadata,
    Column("contact_id", String(32), primary_key=True),
    Column("employee_id", Text),
    Column("unit_id", Text),
    Column("er_manager_id", Text, nullable=False),
    Column("item_id", String(32), comment="the line it answered; null for a contact without one"),
    Column("day", Date, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("playbook_id", String(64), nullable=False),
    Column("asked_for", Boolean, nullable=False, comment="whether the employee asked for it"),
    Column("tags", JSON, nullable=False, comment="what was discussed"),
    Column("changed", JSON, nullable=False, comment="what was changed"),
    Column("note", Text, nullable=False, comment="private to its author unless shared"),
    Column("shared", Boolean, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    CheckConstraint("(unit_id is null) <> (employee_id is null)", name="one_subject"),
    Index(None, "employee_id", "day"),
    Index(None, "item_id"),
)

promises = Table(
    "promises",
    metadata,
    Column("promise_id", String(32), primary_key=True),
    Column("employee_id", Text),
    Column("unit_id", Text),
    Column("er_manager_id", Text, nullable=False),
    Column("contact_id", String(32), comment="the contact in which it was made"),
    Column("words", Text, nullable=False),
    Column("made_on", Date, nullable=False),
    Column("due", Date, nullable=False),
    Column("kept_on", Date),
    CheckConstraint("(unit_id is null) <> (employee_id is null)", name="one_subject"),
    Index(None, "employee_id", "due"),
)
