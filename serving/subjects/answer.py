"""The answer to "what do you hold on me, who looked, why was I contacted"."""

from dataclasses import dataclass

from sqlalchemy import Connection

from data_contracts.errors import NotFound
from serving.audit.subject_keys import SubjectKeys
from serving.subjects.contests import Contest, of_person
from serving.subjects.holdings import Holding, held
from serving.subjects.looks import Look, looks_at
from serving.subjects.objections import has_objected
from serving.subjects.parts import SubjectParts


class NobodyByThatId(NotFound):
    """No place holds anything about a person with this id."""


@dataclass(frozen=True)
class Why:
    """One line of a list: in which run, and the reason that was shown to the ER manager."""

    run_id: str
    why: str


@dataclass(frozen=True)
class SubjectAnswer:
    """Everything about one person."""

    employee_id: str
    objected: bool
    holdings: tuple[Holding, ...]
    why_listed: tuple[Why, ...]
    looks: tuple[Look, ...]
    contests: tuple[Contest, ...]


def answer_for(conn: Connection, keys: SubjectKeys, employee_id: str, parts: SubjectParts) -> SubjectAnswer:
    """What is held, who looked, and why the person was on a list; raises `NobodyByThatId`."""
    holdings = held(conn, employee_id, parts.readers)
    looks = looks_at(conn, keys, employee_id)
    if not holdings and not looks:
        raise NobodyByThatId(
            "Nothing is held about a person with this id.", remedy="Check the id, exactly as in HR."
        )
    lines = [row for holding in holdings if holding.place == "run_items" for row in holding.rows]
    return SubjectAnswer(
        employee_id=employee_id,
        objected=has_objected(conn, employee_id),
        holdings=holdings,
        why_listed=tuple(Why(str(row["run_id"]), str(row["why"])) for row in lines),
        looks=looks,
        contests=of_person(conn, employee_id),
    )
