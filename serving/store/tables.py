"""The tables of `ermine.db`, as SQLAlchemy Core; the migrations must arrive at exactly these."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)
from sqlalchemy.types import TypeDecorator

from serving.store.naming import NAMING


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC: naive moments are refused, and every database gives aware ones back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Give back with its time zone, which SQLite does not keep."""
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


metadata = MetaData(naming_convention=dict(NAMING))

runs = Table(
    "runs",
    metadata,
    Column("run_id", String(32), primary_key=True),
    Column("number", Integer, nullable=False, unique=True),
    Column("content_hash", String(64), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("source", String(16), nullable=False),
    Column("as_of", Date, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("valid_until", Date, nullable=False),
    Column("data_hash", Text, nullable=False),
    Column("data_note", Text, nullable=False),
    Column("outreach_policy_hash", String(64), nullable=False),
    Column("privacy_policy_hash", String(64), nullable=False),
    Column("model_name", Text),
    Column("model_version", Integer),
    Column("model_digest", String(64)),
    Column("horizon_days", Integer),
    Column("base", Float),
    Column("base_rate", Float),
    Column("people", Integer, nullable=False),
    Column("scored", Integer, nullable=False),
    Column("listed", Integer, nullable=False),
    Column("explanation", Text, nullable=False),
    Column("features", JSON, nullable=False, comment="what the features mean: label, phrase, theme"),
    Column("bands", JSON, nullable=False, comment="cut-points, follow-up and what was observed in each band"),
    Column("playbooks", JSON, nullable=False, comment="the playbooks as they were when the run was made"),
    CheckConstraint("kind in ('risk', 'cold_start')", name="kind"),
)

run_units = Table(
    "run_units",
    metadata,
    Column("run_id", ForeignKey("runs.run_id", ondelete="CASCADE"), primary_key=True),
    Column("unit_id", Text, primary_key=True),
    Column("parent_id", Text),
    Column("name", Text, nullable=False),
)

run_unit_closure = Table(
    "run_unit_closure",
    metadata,
    Column("run_id", ForeignKey("runs.run_id", ondelete="CASCADE"), primary_key=True),
    Column("ancestor_id", Text, primary_key=True),
    Column("unit_id", Text, primary_key=True),
    Column("depth", Integer, nullable=False),
)

run_er_managers = Table(
    "run_er_managers",
    metadata,
    Column("run_id", ForeignKey("runs.run_id", ondelete="CASCADE"), primary_key=True),
    Column("er_manager_id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("weekly_hours", Float, nullable=False),
    Column("planned_hours", Float, comment="null in runs from before hours were planned ahead"),
    Column("gap", Float, comment="0.0: proven that no better list exists; null: not recorded"),
    Column("coverage_due", Integer),
    Column("coverage_floor", Integer),
    Column("coverage_short", Integer),
    Column("reserved_hours", Float),
)

run_populations = Table(
    "run_populations",
    metadata,
    Column("population_id", Integer, primary_key=True),
    Column("run_id", String(32), nullable=False),
    Column("er_manager_id", Text, nullable=False),
    Column("unit_id", Text),
    Column("employee_id", Text),
    ForeignKeyConstraint(
        ["run_id", "er_manager_id"],
        ["run_er_managers.run_id", "run_er_managers.er_manager_id"],
        ondelete="CASCADE",
    ),
    CheckConstraint("(unit_id is null) <> (employee_id is null)", name="one_subject"),
    Index(None, "run_id", "er_manager_id"),
)

run_people = Table(
    "run_people",
    metadata,
    Column("run_id", ForeignKey("runs.run_id", ondelete="CASCADE"), primary_key=True),
    Column("employee_id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("unit_id", Text, nullable=False),
    Column("er_manager_id", Text, comment="the one ER manager on whose list this person can be"),
    Column("job", Text, nullable=False),
    Column("facts", JSON, nullable=False),
    Column("status", String(16), nullable=False, comment="scored, or why not"),
    Column("not_listed", String(32), nullable=False, comment="'' for a listed person, else the rule"),
    Column("last_contact", Date),
    Column("band", String(16), nullable=False),
    Column("log_odds", Float),
    Column("probability", Float),
    Column("features", JSON, nullable=False, comment="the row that was scored; {} for people who objected"),
    Column("contributions", JSON, nullable=False),
    Index(None, "run_id", "unit_id"),
    Index(None, "run_id", "er_manager_id"),
)

run_items = Table(
    "run_items",
    metadata,
    Column("item_id", String(32), primary_key=True),
    Column("run_id", String(32), nullable=False),
    Column("er_manager_id", Text, nullable=False),
    Column("employee_id", Text),
    Column("unit_id", Text),
    Column("position", Integer, nullable=False),
    Column(
        "kind", String(16), nullable=False, comment="what the line is there for: risk, request, unit, ..."
    ),
    Column("playbook_id", String(64), nullable=False),
    Column("hours", Float, nullable=False),
    Column("valid_until", Date, nullable=False),
    Column("why", Text, nullable=False),
    ForeignKeyConstraint(
        ["run_id", "employee_id"], ["run_people.run_id", "run_people.employee_id"], ondelete="CASCADE"
    ),
    ForeignKeyConstraint(
        ["run_id", "unit_id"], ["run_units.run_id", "run_units.unit_id"], ondelete="CASCADE"
    ),
    ForeignKeyConstraint(
        ["run_id", "er_manager_id"],
        ["run_er_managers.run_id", "run_er_managers.er_manager_id"],
        ondelete="CASCADE",
    ),
    CheckConstraint("(unit_id is null) <> (employee_id is null)", name="one_subject"),
    CheckConstraint("(kind = 'unit') = (employee_id is null)", name="kind_of_subject"),
    Index(None, "run_id", "er_manager_id", "position", unique=True),
    Index(None, "run_id", "employee_id", unique=True),
    Index(None, "run_id", "unit_id", unique=True),
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("key_id", String(32), primary_key=True),
    Column("secret_hash", String(64), nullable=False),
    Column("role", String(32), nullable=False),
    Column("purpose", Text, nullable=False),
    Column("er_manager_id", Text),
    Column("unit_scope", Text),
    Column("handler", String(64), comment="which concern handler of the privacy policy it acts for"),
    Column("sign_in", Boolean, nullable=False, comment="good for one page sign-in, and for nothing else"),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime, comment="when a sign-in key was used up"),
    Column("revoked_at", UtcDateTime),
)

sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("key_id", ForeignKey("api_keys.key_id", ondelete="CASCADE"), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Index(None, "expires_at"),
)
