"""The tables of trials: who was drawn for which arm, what followed, and on what terms each run was made."""

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
)

from serving.store.tables import metadata

trials = Table(
    "trials",
    metadata,
    Column("trial_id", String(32), primary_key=True),
    Column("source", String(16), nullable=False, comment="drawn by Ermine, or read from outreach_history"),
    Column("started_on", Date, nullable=False),
    Column("stopped_on", Date),
    Column("waiting_share", Float, nullable=False),
    Column("wait_days", Integer, nullable=False),
    Column(
        "planned_people", Integer, nullable=False, comment="where the interval of the verdict is narrowest"
    ),
    Column("key", String(64), nullable=False, comment="of the keyed hash that draws; empty for history"),
    Column("plan", JSON, nullable=False, comment="what the planner said when the trial was started"),
    Column("privacy_policy_hash", String(64), nullable=False),
    CheckConstraint("source in ('ermine', 'history')", name="source"),
)

trial_people = Table(
    "trial_people",
    metadata,
    Column("assignment_id", String(32), primary_key=True),
    Column("trial_id", ForeignKey("trials.trial_id", ondelete="CASCADE"), nullable=False),
    Column("employee_id", Text, comment="null once the person was erased"),
    Column("arm", String(8), nullable=False),
    Column("stratum", Text, nullable=False),
    Column("assigned_on", Date, comment="null once the person was erased"),
    Column("wait_until", Date, comment="null once the person was erased"),
    Column(
        "known_days", Integer, nullable=False, comment="days from the lot for which is known what happened"
    ),
    Column("notice_day", Integer, comment="days from the lot to voluntary notice"),
    Column("other_exit_day", Integer, comment="days from the lot to a last day without voluntary notice"),
    Column("contact_day", Integer, comment="days from the lot to the first conversation on record"),
    CheckConstraint("arm in ('now', 'later')", name="arm"),
    Index(None, "trial_id", "employee_id", unique=True),
    Index(None, "employee_id"),
)

run_terms = Table(
    "run_terms",
    metadata,
    Column("run_id", ForeignKey("runs.run_id", ondelete="CASCADE"), primary_key=True),
    Column("currency", String(3), nullable=False),
    Column("hourly_cost", Float, nullable=False),
    Column("replacement_cost", Float, nullable=False),
    Column("assumed_effect", Float, nullable=False, comment="share of notices that a conversation prevents"),
    Column("effect", Float, nullable=False, comment="the share by which the lists were ordered"),
    Column("effect_from", String(16), nullable=False),
    CheckConstraint("effect_from in ('assumed', 'measured', 'capped')", name="effect_from"),
)
