"""What a home holds about one person, and the link with which that person can see it."""

from dataclasses import dataclass
from datetime import timedelta

import polars as pl

from data_contracts.errors import LakeEmpty
from data_contracts.lake import Lake
from data_contracts.policy.privacy import load_privacy_policy
from ermine.clock import now
from ermine.home import Home
from ermine.jobs.auditing import COMMAND_LINE, audit_of
from ermine.settings import Settings
from ermine.store import open_store
from serving.store.engine import reading, writing
from serving.subjects.answer import SubjectAnswer, answer_for
from serving.subjects.holdings import Holding
from serving.subjects.links import issue_link
from serving.subjects.parts import SubjectParts

PERSON_COLUMNS = ("employee_id", "to_employee_id")


@dataclass(frozen=True)
class Link:
    """The path of a page, or a bearer key; good until `days` have passed."""

    text: str
    days: int


def subject_parts(home: Home) -> SubjectParts:
    """The readers of this home's other places, and the policy's time to answer."""
    policy = load_privacy_policy(home.privacy_file)
    return SubjectParts((lambda who: held_in_lake(home, who),), policy.answer_days)


def held_in_lake(home: Home, employee_id: str) -> list[Holding]:
    """The rows about a person in each table of the lake, every version of them."""
    try:
        lake = Lake(home.path).current()
    except LakeEmpty:
        return []
    return [
        Holding(f"lake/{name}", f"From your company's data: {name.replace('_', ' ')}", rows)
        for name in sorted(lake.manifest.tables)
        if (rows := _rows(lake.read_versions(name), employee_id))
    ]


def what_is_held(settings: Settings, employee_id: str) -> SubjectAnswer:
    """The answer to a person's request, recorded as a look at them; raises `NobodyByThatId`."""
    home = Home(settings.home)
    home.required_record()
    engine, audit = open_store(settings, home), audit_of(settings, home)
    with reading(engine) as conn:
        found = answer_for(conn, audit.keys, employee_id, subject_parts(home))
    audit.seen(engine, COMMAND_LINE, "subject.viewed", subject=employee_id, door="command")
    return found


def link_for(settings: Settings, employee_id: str, days: int, *, bearer: bool = False) -> Link:
    """A link that opens this person's own page once, or a key for their own routes of the API."""
    home = Home(settings.home)
    audit = audit_of(settings, home)
    with writing(open_store(settings, home)) as conn:
        answer_for(conn, audit.keys, employee_id, subject_parts(home))
        made = issue_link(conn, employee_id, now(), now() + timedelta(days=days), sign_in=not bearer)
        audit.record(conn, COMMAND_LINE, "subject.link", subject=employee_id, key=made.key_id, days=days)
    return Link(made.text if bearer else f"/me/enter/{made.text}", days)


def _rows(table: pl.DataFrame, employee_id: str) -> tuple[dict[str, object], ...]:
    columns = [name for name in PERSON_COLUMNS if name in table.columns]
    if not columns:
        return ()
    mine = table.filter(pl.any_horizontal(pl.col(name) == employee_id for name in columns))
    rows = mine.iter_rows(named=True)
    return tuple({key: _plain(value) for key, value in row.items()} for row in rows)


def _plain(value: object) -> object:
    return value if isinstance(value, str | int | float | bool | None) else str(value)
