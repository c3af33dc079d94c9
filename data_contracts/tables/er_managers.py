"""The ER managers table: who talks to people, and how much time there is for it."""

from data_contracts.schemas import pa
from data_contracts.tables.column import column


class ErManagers(pa.DataFrameModel):
    """One row per employee-relations manager."""

    er_manager_id: str = column("the ER manager's id, kept exactly", mark="pii", example="ER1")
    name: str = column("name as shown on pages", mark="pii", example="Eve Hart")
    weekly_hours: float = column("hours a week for conversations", unit="hours", example="12", gt=0, le=60)
    languages: str | None = column("languages spoken, separated by ;", nullable=True, example="en;no")
    skills: str | None = column("kinds of conversation they are trained for, separated by ;", nullable=True)

    class Config:
        """The key."""

        strict, unique = True, ["er_manager_id"]
