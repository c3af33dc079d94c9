"""A year of a small company, held in a home: what attacks run on.

Four rounds are answered, closed by the real text model and released. Between them somebody joins, somebody leaves, two
teams are moved to another part of the company, and somebody is erased. A fifth round is open all the while.
"""

import csv
import hashlib
import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from ermine.jobs.erasing import erase_person
from ermine.jobs.rounds import (
    close_feedback_round,
    hand_out_tokens,
    open_feedback_round,
    release_feedback_round,
)
from ermine.settings import Settings
from serving.feedback.releasing import released_bytes
from serving.feedback.rounds import find_round
from serving.feedback.store import open_feedback
from serving.feedback.submission import Submission, submit
from serving.store.engine import reading, writing

ROUNDS = ("2025-q3", "2025-q4", "2026-q1", "2026-q2")
ANSWERS, COMMENTS = 110, 24
ERASED, ERASED_NAME = "9f3a" * 8, "Zäzilia Quaxenbrink-Übermorgen"
OF_ONE_OPINION = "U0012"
"""A team in which everybody says 1 about the workload."""
SAID = (
    "The canteen has become better since the spring and the portions are larger.",
    "There are too many meetings and too little time for the work itself.",
    "My manager listens and explains why something was decided.",
    "The pay is below what others offer for the same work in this town.",
)


def number_in(scores: dict[str, int]) -> int:
    """In which place of its round an answer came: that is what its scores say, for the test to know."""
    return scores["enps"] + 11 * (scores["satisfaction"] - 1) + 55 * (scores["engagement"] - 1)


def live(place: Any) -> None:
    """Hold the year in this home; `released.json` beside it has the digest of each release on its day."""
    settings, tables = Settings(home=place.home), place.folder / "tables"
    digests = {ROUNDS[0]: hold(place, settings, ROUNDS[0])}
    somebody_joins_and_somebody_leaves(tables)
    digests[ROUNDS[1]] = after(place, settings, ROUNDS[1])
    teams_are_moved(tables)
    digests[ROUNDS[2]] = after(place, settings, ROUNDS[2])
    erase_person(settings, ERASED)
    change(tables, ("employees.csv", "assignments.csv"), lambda row: row["employee_id"] != ERASED)
    digests[ROUNDS[3]] = hold(place, settings, ROUNDS[3])
    ran = place.run("run")
    assert ran.code == 0, ran.err
    (place.folder / "released.json").write_text(json.dumps(digests))


JOB = {
    "job_family": "Operations", "job_level": 3, "location": "Aldermoor", "work_mode": "office", "fte": 1.0,
    "contract": "permanent",
}  # fmt: skip


def somebody_joins_and_somebody_leaves(tables: Path) -> None:
    """One more in one team; in another one comes, who will be erased, and two go."""
    for person, name, unit in (("JOINER", "Jo Newcomer", "U0011"), (ERASED, ERASED_NAME, "U0004")):
        add(tables / "employees.csv", employee_id=person, hire_date="2026-06-01", name=name)
        add(tables / "assignments.csv", **JOB, employee_id=person, valid_from="2026-06-01", unit_id=unit)
    gone = {row["employee_id"] for row in rows_of(tables / "exits.csv")}
    team = [row["employee_id"] for row in rows_of(tables / "assignments.csv") if row["unit_id"] == "U0004"]
    for leaver in sorted({*team} - gone - {ERASED})[:2]:
        add(tables / "exits.csv", employee_id=leaver, last_day="2026-06-20", kind="voluntary")


def teams_are_moved(tables: Path) -> None:
    """Two teams stand under the top of the company from a day on."""
    for unit in ("U0010", "U0011"):
        add(
            tables / "units.csv",
            unit_id=unit,
            parent_id="U0001",
            name=f"Moved {unit}",
            valid_from="2026-06-15",
        )


def after(place: Any, settings: Settings, round_id: str) -> str:
    """Import the tables as they are now and hold a round."""
    ran = place.run("import", place.folder / "tables")
    assert ran.code == 0, ran.err + ran.out
    return hold(place, settings, round_id)


def hold(place: Any, settings: Settings, round_id: str) -> str:
    """Open a round for everybody, answer, close and release it; gives the digest of what was released."""
    open_feedback_round(settings, round_id, (), None)
    links = place.folder / "round-links.csv"
    hand_out_tokens(settings, round_id, links, "http://f.test")
    handed_out = rows_of(links)
    links.unlink()
    engine = open_feedback(f"sqlite:///{place.home / 'feedback.db'}")
    with writing(engine) as conn:
        found = find_round(conn, round_id)
        for number, row in enumerate(handed_out[:ANSWERS]):
            submit(conn, found, row["link"].rpartition("/")[2], said(number, row["group"]))
    close_feedback_round(settings, round_id, lambda *_: None)
    release_feedback_round(settings, round_id)
    with reading(engine) as conn:
        digest = hashlib.sha256(released_bytes(conn, round_id)).hexdigest()
    engine.dispose()
    return digest


def said(number: int, group: str) -> Submission:
    """The answer that came as the `number`th of its round; its first three scores say so."""
    scores = {"enps": number % 11, "satisfaction": 1 + number // 11 % 5, "engagement": 1 + number // 55}
    scores |= {"workload": 1 if group == OF_ONE_OPINION else 1 + number % 5, "trust_in_hr": 1 + number % 4}
    return Submission(scores, SAID[number % len(SAID)] if number < COMMENTS else "", number % 3 == 0)


def rows_of(file: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def add(file: Path, **row: object) -> None:
    """One more row, empty where nothing is said."""
    names = file.read_text("utf-8").split(os.linesep, 1)[0].strip().split(",")
    with file.open("a", encoding="utf-8", newline="") as opened:
        csv.writer(opened, lineterminator="\n").writerow([row.get(name, "") for name in names])


def change(tables: Path, files: Iterable[str], keep: Callable[[dict[str, str]], bool]) -> None:
    """Leave out rows, as HR does in its own tables when somebody has been erased."""
    for file in files:
        rows = rows_of(tables / file)
        with (tables / file).open("w", encoding="utf-8", newline="") as opened:
            out = csv.DictWriter(opened, list(rows[0]), lineterminator="\n")
            out.writeheader()
            out.writerows(row for row in rows if keep(row))
