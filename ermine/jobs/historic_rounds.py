"""Files of closed rounds (`surveys`, `comments`) into the feedback database, never into the lake."""

import re
from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from data_contracts.feedback_files import FeedbackFile, admit_feedback
from data_contracts.lake import Lake, LakeSnapshot
from data_contracts.progress import Tick
from data_contracts.refusal import TableReport
from ermine.home import Home
from ermine.jobs.comment_reading import classifier_of, comment_reader
from ermine.jobs.company_units import organisation_on
from ermine.jobs.roster import names_of
from ermine.jobs.rounds import floors_of
from ermine.settings import Settings
from ermine.store import open_feedback_store
from serving.feedback.historic import HistoricRound, keep_historic
from serving.feedback.rounds import all_rounds
from serving.store.engine import reading, writing

_QUARTER = re.compile(r"(\d{4})-?[Qq]([1-4])")


@dataclass(frozen=True)
class RoundsTaken:
    """What became of the files, and which rounds are new; a round that was there before stays as it is.

    While any row is refused no round is taken (`held_back`): a round is closed, and would stay without that row.
    """

    reports: tuple[TableReport, ...]
    taken: tuple[str, ...]
    there_before: tuple[str, ...]
    held_back: tuple[str, ...] = ()


def take_rounds(settings: Settings, files: Mapping[str, Path], tick: Tick) -> RoundsTaken:
    """Store every round of the files (`surveys`, `comments`) that is not stored yet, as closed."""
    home = Home(settings.home)
    with home.writing("import"):
        return _take(settings, home, files, tick)


def _take(settings: Settings, home: Home, files: Mapping[str, Path], tick: Tick) -> RoundsTaken:
    lake = Lake(home.path).current()
    everybody = organisation_on(lake, lake.manifest.covers_until)
    admitted = {name: admit_feedback(name, file, everybody.parents) for name, file in files.items()}
    _set_aside(home, admitted)
    held = _rounds({name: one.rows for name, one in admitted.items()})
    with reading(open_feedback_store(settings, home)) as conn:
        known = {found.round_id for found in all_rounds(conn)}
    fresh = [one for one in held if one.round_id not in known]
    reports = tuple(one.report for one in admitted.values())
    there_before = tuple(one.round_id for one in held if one.round_id in known)
    if any(report.refused for report in reports):
        return RoundsTaken(reports, (), there_before, tuple(one.round_id for one in fresh))
    if fresh:
        _keep(settings, home, lake, fresh, tick)
    return RoundsTaken(reports, tuple(one.round_id for one in fresh), there_before)


def _keep(
    settings: Settings, home: Home, lake: LakeSnapshot, fresh: Sequence[HistoricRound], tick: Tick
) -> None:
    from sentiment.redaction.redactor import Redactor

    engine, redactor = open_feedback_store(settings, home), Redactor(names_of(lake))
    read = comment_reader(classifier_of(settings), lambda done, total, what: None)

    def redact(texts: Sequence[str]) -> list[str]:
        return [found.text for found in redactor.redact_all(texts) if found is not None]

    for done, held in enumerate(fresh):
        tick(done, len(fresh), f"round {held.round_id}")
        day = _closed_on(held.round_id, lake)
        with writing(engine) as conn:
            keep_historic(conn, held, organisation_on(lake, day), floors_of(home), day, redact, read)
    tick(len(fresh), len(fresh), "closed rounds")


def _rounds(rows: Mapping[str, pl.DataFrame]) -> list[HistoricRound]:
    """One per round id, the earliest name first."""
    surveys, comments = rows.get("surveys"), rows.get("comments")
    scores = {} if surveys is None else _by_round(surveys, ["unit_id", "question_id", "score"])
    texts = {} if comments is None else _by_round(comments, ["unit_id", "text"])
    return [
        HistoricRound(name, scores.get(name, ()), texts.get(name, ())) for name in sorted({*scores, *texts})
    ]


def _by_round(frame: pl.DataFrame, columns: list[str]) -> dict[str, tuple[Any, ...]]:
    parts = frame.partition_by("round_id", as_dict=True)
    return {str(key[0]): tuple(part.select(columns).iter_rows()) for key, part in parts.items()}


def _closed_on(round_id: str, lake: LakeSnapshot) -> date:
    """The last day of the quarter that the id names, else the last day of the data; never after those."""
    last = lake.manifest.covers_until
    if found := _QUARTER.fullmatch(round_id):
        year, month = int(found[1]), 3 * int(found[2])
        return min(last, date(year, month, monthrange(year, month)[1]))
    return last


def _set_aside(home: Home, admitted: Mapping[str, FeedbackFile]) -> None:
    """The line numbers of refused rows, and nothing of what they said."""
    for name, one in admitted.items():
        file = home.path / "quarantine" / "feedback" / f"{name}.csv"
        if one.refused.height:
            file.parent.mkdir(parents=True, exist_ok=True)
            one.refused.write_csv(file)
        else:
            file.unlink(missing_ok=True)
