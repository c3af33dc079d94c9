"""Erase a person from a home: lake, quarantine, database, key; then look in every file whether anything is left."""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from data_contracts.erasure import ErasedFromLake, erase_from_lake, known_as
from ermine.clock import calendar_day
from ermine.erasures import erasures_of, remember
from ermine.home import Home
from ermine.jobs.auditing import acting, audit_of
from ermine.jobs.subjects import subject_parts
from ermine.settings import Settings
from ermine.store import store_of_home
from serving.audit.subject_keys import SubjectKeys
from serving.impact.outcomes import forget as keep_trial_rows
from serving.store.engine import reading, writing
from serving.subjects.answer import answer_for
from serving.subjects.erasing import erase_in_store, overwrite_deleted

_NOT_OURS = ("sample", "policy")
"""Folders of a home whose files came from outside: the demo's HR tables, and what people wrote into policies."""

_LEAST = 6


@dataclass(frozen=True)
class Erased:
    """What went from where, and what a look into every file of the home still found (nothing, as it should be)."""

    lake: ErasedFromLake
    store: dict[str, int]
    key_deleted: bool
    files_searched: int
    left_in: tuple[str, ...]


def erase_person(settings: Settings, employee_id: str) -> Erased:
    """Erase a person; raises `NobodyByThatId` when nothing is held. Repeating it after a crash ends what was begun."""
    home = Home(settings.home)
    home.required_record()
    with home.writing("erase"), store_of_home(settings, home) as engine:
        audit = audit_of(settings, home)
        names = known_as(home.path, employee_id)
        if employee_id not in erasures_of(home):
            with reading(engine) as conn:
                answer_for(conn, audit.keys, employee_id, subject_parts(home))
        with acting(settings, home, "person.erased") as done:
            remember(home, employee_id, calendar_day(settings))
            with writing(engine) as conn:
                store = erase_in_store(conn, employee_id, names, (keep_trial_rows,))
            lake = erase_from_lake(home.path, employee_id, names)
            key_deleted = SubjectKeys(home.subject_keys).erase(employee_id)
            done |= {"rows": lake.rows + sum(store.values()), "snapshots": lake.snapshots}
        overwrite_deleted(engine)
        searched, left = _search(home.path, [name for name in names if len(name) >= _LEAST])
    return Erased(lake, store, key_deleted, searched, left)


def _search(home: Path, names: Collection[str]) -> tuple[int, tuple[str, ...]]:
    """How many files were searched, and those in which the person is still to be found."""
    searched, left = 0, []
    forms = {form.encode() for name in names for form in (name, json.dumps(name)[1:-1])}
    for file in _files(home):
        searched, content = searched + 1, _content(file)
        if any(form in content for form in forms):
            left.append(str(file.relative_to(home)))
    return searched, tuple(left)


def _files(home: Path) -> Iterator[Path]:
    for file in sorted(home.rglob("*")):
        if file.is_file() and file.relative_to(home).parts[0] not in _NOT_OURS:
            yield file


def _content(file: Path) -> bytes:
    """The file's bytes; of a table, whose bytes are packed, its values too."""
    raw = file.read_bytes()
    if file.suffix != ".parquet":
        return raw
    texts = pl.read_parquet(file).select(pl.col(pl.String))
    return raw + texts.write_csv().encode()
