"""The first tables: runs and their people, organisation, items; keys and sessions."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go from nothing to `0001`."""
    _runs()
    _organisation()
    _populations()
    _people()
    _items()
    _access()


def _runs() -> None:
    op.create_table(
        "runs",
        sa.Column("run_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("data_hash", sa.Text(), nullable=False),
        sa.Column("data_note", sa.Text(), nullable=False),
        sa.Column("outreach_policy_hash", sa.String(length=64), nullable=False),
        sa.Column("privacy_policy_hash", sa.String(length=64), nullable=False),
        sa.Column("model_name", sa.Text()),
        sa.Column("model_version", sa.Integer()),
        sa.Column("model_digest", sa.String(length=64)),
        sa.Column("horizon_days", sa.Integer()),
        sa.Column("base", sa.Float()),
        sa.Column("base_rate", sa.Float()),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("scored", sa.Integer(), nullable=False),
        sa.Column("listed", sa.Integer(), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column(
            "features", sa.JSON(), nullable=False, comment="what the features mean: label, phrase, theme"
        ),
        sa.Column(
            "bands",
            sa.JSON(),
            nullable=False,
            comment="cut-points, follow-up and what was observed in each band",
        ),
        sa.Column(
            "playbooks", sa.JSON(), nullable=False, comment="the playbooks as they were when the run was made"
        ),
        sa.CheckConstraint("kind in ('risk', 'cold_start')", name="kind"),
        sa.PrimaryKeyConstraint("run_id", name="pk_runs"),
        sa.UniqueConstraint("number", name="uq_runs_number"),
    )


def _organisation() -> None:
    op.create_table(
        "run_units",
        sa.Column("run_id", sa.String(length=32), nullable=False),
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.Text()),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["runs.run_id"], name="fk_run_units_run_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("run_id", "unit_id", name="pk_run_units"),
    )
    op.create_table(
        "run_unit_closure",
        sa.Column("run_id", sa.String(length=32), nullable=False),
        sa.Column("ancestor_id", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"], ["runs.run_id"], name="fk_run_unit_closure_run_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("run_id", "ancestor_id", "unit_id", name="pk_run_unit_closure"),
    )
    op.create_table(
        "run_er_managers",
        sa.Column("run_id", sa.String(length=32), nullable=False),
        sa.Column("er_manager_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("weekly_hours", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"], ["runs.run_id"], name="fk_run_er_managers_run_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("run_id", "er_manager_id", name="pk_run_er_managers"),
    )


def _populations() -> None:
    op.create_table(
        "run_populations",
        sa.Column("population_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.String(length=32), nullable=False),
        sa.Column("er_manager_id", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Text()),
        sa.Column("employee_id", sa.Text()),
        sa.CheckConstraint("(unit_id is null) <> (employee_id is null)", name="one_subject"),
        sa.ForeignKeyConstraint(
            ["run_id", "er_manager_id"],
            ["run_er_managers.run_id", "run_er_managers.er_manager_id"],
            name="fk_run_populations_run_id_er_manager_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("population_id", name="pk_run_populations"),
    )
    op.create_index(
        "ix_run_populations_run_id_er_manager_id",
        "run_populations",
        ["run_id", "er_manager_id"],
        unique=False,
    )


def _people() -> None:
    op.create_table(
        "run_people",
        sa.Column("run_id", sa.String(length=32), nullable=False),
        sa.Column("employee_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.Column("er_manager_id", sa.Text(), comment="the one ER manager on whose list this person can be"),
        sa.Column("job", sa.Text(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False, comment="scored, or why not"),
        sa.Column(
            "not_listed",
            sa.String(length=32),
            nullable=False,
            comment="'' for a listed person, else the rule",
        ),
        sa.Column("last_contact", sa.Date()),
        sa.Column("band", sa.String(length=16), nullable=False),
        sa.Column("log_odds", sa.Float()),
        sa.Column("probability", sa.Float()),
        sa.Column(
            "features",
            sa.JSON(),
            nullable=False,
            comment="the row that was scored; {} for people who objected",
        ),
        sa.Column("contributions", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["runs.run_id"], name="fk_run_people_run_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("run_id", "employee_id", name="pk_run_people"),
    )
    op.create_index(
        "ix_run_people_run_id_er_manager_id", "run_people", ["run_id", "er_manager_id"], unique=False
    )
    op.create_index("ix_run_people_run_id_unit_id", "run_people", ["run_id", "unit_id"], unique=False)


def _items() -> None:
    op.create_table(
        "run_items",
        sa.Column("item_id", sa.String(length=32), nullable=False),
        sa.Column("run_id", sa.String(length=32), nullable=False),
        sa.Column("er_manager_id", sa.Text(), nullable=False),
        sa.Column("employee_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("playbook_id", sa.String(length=64), nullable=False),
        sa.Column("hours", sa.Float(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id", "employee_id"],
            ["run_people.run_id", "run_people.employee_id"],
            name="fk_run_items_run_id_employee_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["run_id", "er_manager_id"],
            ["run_er_managers.run_id", "run_er_managers.er_manager_id"],
            name="fk_run_items_run_id_er_manager_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("item_id", name="pk_run_items"),
    )
    op.create_index("ix_run_items_run_id_employee_id", "run_items", ["run_id", "employee_id"], unique=True)
    op.create_index(
        "ix_run_items_run_id_er_manager_id_position",
        "run_items",
        ["run_id", "er_manager_id", "position"],
        unique=True,
    )


def _access() -> None:
    op.create_table(
        "api_keys",
        sa.Column("key_id", sa.String(length=32), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("er_manager_id", sa.Text()),
        sa.Column("unit_scope", sa.Text()),
        sa.Column(
            "sign_in", sa.Boolean(), nullable=False, comment="good for one page sign-in, and for nothing else"
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), comment="when a sign-in key was used up"),
        sa.Column("revoked_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("key_id", name="pk_api_keys"),
    )
    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("key_id", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["key_id"], ["api_keys.key_id"], name="fk_sessions_key_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_hash", name="pk_sessions"),
    )
    op.create_index("ix_sessions_expires_at", "sessions", ["expires_at"], unique=False)
