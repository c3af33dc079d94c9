"""What is held about a person, from every place that holds people.

Each place is a reader: a function that is given an employee id. Every table of the store with a column of
that name is read without being listed anywhere, so that a new one cannot be forgotten.
"""

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, Table, select

import serving.store
from serving.store.tables import metadata

Reader = Callable[[str], Iterable["Holding"]]

_PERSON = ("employee_id", "to_employee_id")
_LABELS = {
    "run_people": "Your row in each outreach run: what was read, the score and its reasons",
    "run_items": "Lists of conversations on which you were",
    "run_populations": "Who looks after you",
    "relationships": "What matters to you, as your ER manager wrote it down",
    "contacts": "Conversations with you, with the notes on them",
    "promises": "What was promised to you",
    "reassignments": "Who looks after you, as an ER lead decided",
    "contests": "What you contested",
    "objections": "Your objection",
    "trial_people": "The waiting list on which you were by lot",
    "subject_links": "Links that were made for you",
}


@dataclass(frozen=True)
class Holding:
    """Rows about one person in one place; `about` says in plain words what they are."""

    place: str
    about: str
    rows: tuple[dict[str, object], ...]


def person_tables() -> tuple[Table, ...]:
    """The tables of the store that hold rows about a person, by name."""
    for found in pkgutil.iter_modules(serving.store.__path__):
        if found.name.endswith("_tables"):  # each of them adds its tables to the metadata
            importlib.import_module(f"serving.store.{found.name}")
    return tuple(table for name, table in sorted(metadata.tables.items()) if person_column(table) is not None)


def person_column(table: Table) -> str | None:
    """The column of a table that says whom a row is about; None for a table about nobody."""
    return next((name for name in _PERSON if name in table.c), None)


def held_in_store(conn: Connection, employee_id: str) -> tuple[Holding, ...]:
    """What the store's tables hold; a table without a row about this person is left out."""
    found = []
    for table in person_tables():
        column = table.c[str(person_column(table))]
        rows = conn.execute(select(table).where(column == employee_id)).mappings()
        if plain := tuple({key: _plain(value) for key, value in row.items()} for row in rows):
            found.append(Holding(table.name, _LABELS.get(table.name, f"Rows of {table.name}"), plain))
    return tuple(found)


def held(conn: Connection, employee_id: str, readers: Sequence[Reader]) -> tuple[Holding, ...]:
    """Everything about a person: the store's tables, then what the other readers find."""
    others = [holding for reader in readers for holding in reader(employee_id) if holding.rows]
    return (*held_in_store(conn, employee_id), *others)


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date | datetime) else value
