"""Who looked at a person, and what for, in words; for the person and the privacy officer, nobody else."""

from dataclasses import dataclass

from sqlalchemy import Connection

from serving.audit.chain import Entry
from serving.audit.reading import newest
from serving.audit.subject_keys import SubjectKeys

_DONE = {
    "person.viewed": "opened your page",
    "list.viewed": "saw a list with you on it",
    "item.viewed": "saw your line of a list",
    "population.viewed": "saw you among the people they look after",
    "scores.given": "was given your score",
    "subject.viewed": "answered a request about your data",
    "subject.link": "made a link for you",
    "me.viewed": "looked at this page",
    "contest.opened": "contested",
    "contest.answered": "answered what you contested",
    "person.objected": "recorded your objection",
}
_ROLES = {
    "er_manager": "An employee-relations manager",
    "er_lead": "The lead of employee relations",
    "hr_system": "An HR system",
    "dpo": "The privacy officer",
    "admin": "An administrator",
    "employee": "You",
    "concern_handler": "A concern handler",
    "data_scientist": "A data scientist",
}


@dataclass(frozen=True)
class Look:
    """One entry of the audit about a person; `key_id` is the key that was used, for the privacy officer to trace."""

    at: str
    who: str
    did: str
    purpose: str
    key_id: str


def looks_at(conn: Connection, keys: SubjectKeys, employee_id: str, limit: int = 200) -> tuple[Look, ...]:
    """What the audit holds about a person, the newest first; nothing for somebody never recorded, or erased."""
    pseudonym = keys.existing(employee_id)
    if pseudonym is None:
        return ()
    return tuple(_look(entry) for entry in newest(conn, before=None, limit=limit, subject=pseudonym))


def _look(entry: Entry) -> Look:
    return Look(
        at=entry.at,
        who=_ROLES.get(entry.role, entry.role),
        did=_DONE.get(entry.action, entry.action.replace(".", ": ").replace("_", " ")),
        purpose=str(entry.detail.get("purpose") or ""),
        key_id=entry.key_id,
    )
