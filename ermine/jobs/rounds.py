"""Feedback rounds of a home: open, hand out tokens, close, release, look."""

import os
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data_contracts.errors import Conflict
from data_contracts.lake import Lake
from data_contracts.policy.privacy import load_privacy_policy
from data_contracts.policy.questions import DEFAULT_QUESTIONS, load_questions
from data_contracts.progress import Tick
from ermine.clock import business_day
from ermine.home import Home
from ermine.jobs.auditing import acting
from ermine.jobs.comment_reading import classifier_of, comment_reader
from ermine.jobs.company_units import organisation_on
from ermine.jobs.concerns import ensure_concern_key, sweep_one
from ermine.settings import Settings
from ermine.store import open_feedback_store
from sentiment.release.answers import Question
from sentiment.release.floors import Floors
from serving.feedback.closing import close_round
from serving.feedback.desk import check_name
from serving.feedback.links import links_csv
from serving.feedback.releasing import release_round, released
from serving.feedback.rounds import Round, all_rounds, find_round, open_round
from serving.feedback.tokens import Token, issue_tokens
from serving.store.engine import reading, writing


class FileInTheWay(Conflict):
    """A file of that name is there already."""


@dataclass(frozen=True)
class Released:
    """A release, and for each of its measures in how many units it is shown and withheld."""

    document: dict[str, Any]
    shown: dict[str, int]
    withheld: dict[str, int]


def floors_of(home: Home) -> Floors:
    """The floors of this home's privacy policy."""
    return Floors.of(load_privacy_policy(home.privacy_file).floors)


def open_feedback_round(
    settings: Settings, round_id: str, units: Collection[str], questions_file: Path | None
) -> Round:
    """Open a round for the people of these units (default: everybody) on the business day."""
    check_name(round_id)
    home = Home(settings.home)
    home.required_record()
    with home.writing("round open"):
        day = business_day(home)
        organisation = organisation_on(Lake(home.path).current(), day, units)
        shipped_or_own = home.questions_file if home.questions_file.exists() else DEFAULT_QUESTIONS
        asked = load_questions(questions_file or shipped_or_own)
        ensure_concern_key(settings)  # what somebody writes on the first day must find a way
        questions = [Question(question.id, question.kind, question.text) for question in asked]
        with (
            acting(settings, home, "round.opened", round=round_id),
            writing(open_feedback_store(settings, home)) as conn,
        ):
            return open_round(conn, round_id, organisation, questions, floors_of(home), day)


def hand_out_tokens(settings: Settings, round_id: str, out: Path, base_url: str) -> int:
    """Write one link per eligible person to `out`, for whoever mails them; this works once per round."""
    home = Home(settings.home)
    with (
        home.writing("round tokens"),
        acting(settings, home, "round.tokens", round=round_id),
        writing(open_feedback_store(settings, home)) as conn,
    ):
        found = find_round(conn, round_id)
        issued = issue_tokens(conn, found)
        _write_links(out, found, issued, base_url.rstrip("/"))
    return len(issued)


def close_feedback_round(settings: Settings, round_id: str, tick: Tick) -> Round:
    """Take no more answers, read every comment once, and shuffle."""
    home = Home(settings.home)
    with home.writing("round close"):
        engine, classifier = open_feedback_store(settings, home), classifier_of(settings)
        with acting(settings, home, "round.closed", round=round_id):
            return close_round(
                engine,
                round_id,
                comment_reader(classifier, tick),
                business_day(home),
                tick,
                last_look=lambda: sweep_one(settings, engine, round_id, classifier, tick),
            )


def release_feedback_round(settings: Settings, round_id: str) -> Released:
    """Publish what may be shown of a closed round, once."""
    home = Home(settings.home)
    with (
        home.writing("round release"),
        acting(settings, home, "round.released", round=round_id),
        writing(open_feedback_store(settings, home)) as conn,
    ):
        release_round(conn, round_id, floors_of(home), business_day(home))
        document = released(conn, round_id)
    return counted(document)


def counted(document: dict[str, Any]) -> Released:
    """The release with its counts of shown and withheld cells by measure."""
    shown: dict[str, int] = {}
    withheld: dict[str, int] = {}
    for unit in document["units"]:
        for measure, cell in unit["cells"].items():
            tally = shown if cell["shown"] else withheld
            tally[measure] = tally.get(measure, 0) + 1
    return Released(document, shown, withheld)


def release_of(settings: Settings, round_id: str) -> tuple[dict[str, Any], dict[str, str]]:
    """What was released of a round, and the names that its units had when it opened.

    Raises `RoundUnknown` and `NotReleased`.
    """
    home = Home(settings.home)
    home.required_record()
    with reading(open_feedback_store(settings, home)) as conn:
        names = dict(find_round(conn, round_id).names)
        return released(conn, round_id), names


def rounds_of(settings: Settings) -> tuple[Round, ...]:
    """Every round of this home, the newest first."""
    home = Home(settings.home)
    home.required_record()
    with reading(open_feedback_store(settings, home)) as conn:
        return all_rounds(conn)


def _write_links(out: Path, found: Round, issued: tuple[Token, ...], base_url: str) -> None:
    """In a file that only its owner can read; a file that is there is not overwritten."""
    try:
        handle = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise FileInTheWay(f"{out} is there already.", remedy="Name another file with --out.") from None
    with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
        file.write(links_csv(found, issued, base_url))
        file.flush()
        os.fsync(file.fileno())
