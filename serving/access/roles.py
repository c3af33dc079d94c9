"""The roles of people and systems, and the principal that a key or a session stands for."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a key may be used for; line managers have no role here and get no individual scores."""

    ER_MANAGER = "er_manager"
    ER_LEAD = "er_lead"
    DATA_SCIENTIST = "data_scientist"
    HR_SYSTEM = "hr_system"
    CONCERN_HANDLER = "concern_handler"
    DPO = "dpo"
    ADMIN = "admin"
    EMPLOYEE = "employee"


@dataclass(frozen=True)
class Principal:
    """Who is asking: the key's role, the ER manager it acts for, the unit it is limited to, and its purpose.

    `er_manager_id` is given exactly for ER managers, `handler` (a name of the privacy policy's list) exactly for those
    who handle concerns. `unit_scope` None means the whole company.
    """

    key_id: str
    role: Role
    purpose: str
    er_manager_id: str | None = None
    unit_scope: str | None = None
    handler: str | None = None
