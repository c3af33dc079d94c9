"""The table of KPIs: what each unit's figures were when a run was made, and a year before."""

from sqlalchemy import CheckConstraint, Column, Float, ForeignKey, Integer, String, Table, Text

from serving.store.tables import metadata

kpi_values = Table(
    "kpi_values",
    metadata,
    Column("run_id", ForeignKey("runs.run_id", ondelete="CASCADE"), primary_key=True),
    Column("unit_id", Text, primary_key=True),
    Column("kpi", String(32), primary_key=True),
    Column("value", Float, comment="null where too few people are behind it"),
    Column("low", Float),
    Column("high", Float),
    Column("n", Integer),
    Column("before_value", Float),
    Column("before_low", Float),
    Column("before_high", Float),
    Column("before_n", Integer),
    Column("change", String(8), nullable=False),
    CheckConstraint("change in ('up', 'down', 'none', 'unknown')", name="change"),
)
