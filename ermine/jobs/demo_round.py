"""The demo's round that is open now: a few invented answers, something serious, and a comment in another language."""

import csv
from pathlib import Path

from data_contracts.progress import Tick
from ermine.clock import calendar_day
from ermine.home import Home
from ermine.jobs.comment_reading import classifier_of
from ermine.jobs.concerns import sweep_one
from ermine.jobs.rounds import hand_out_tokens, open_feedback_round, rounds_of
from ermine.settings import Settings
from ermine.store import open_feedback_store
from serving.feedback.concerns.keys import load_sealing_key
from serving.feedback.concerns.raising import Content, raise_concern
from serving.feedback.concerns.receipts import new_receipt
from serving.feedback.rounds import find_round
from serving.feedback.submission import Submission, submit
from serving.store.engine import writing

OPEN_NOW = "open-now"

# Written without a name or a place, so they need no redaction; the questions are the shipped ones.
_COMMENTS = (
    "The new rota is fair and the shifts swap easily now.",
    "Too many meetings, and the real work starts after five.",
    "My manager listens, that has got better since spring.",
    "The forklift brakes have failed for weeks and we are told to keep driving.",
    "Mein Vorgesetzter droht mir, wenn ich etwas sage.",
    "",
)
_CONCERN = Content(
    "Somebody on the late shift hits people who report defects. The shift lead looks away.", "Late shift"
)


def open_demo_round(settings: Settings, home: Home, tick: Tick) -> str | None:
    """Open the round with its answers once; gives the receipt of the concern in it, None if it is open already."""
    if any(found.round_id == OPEN_NOW for found in rounds_of(settings)):
        return None
    open_feedback_round(settings, OPEN_NOW, (), None)
    hand_out_tokens(settings, OPEN_NOW, _links(home), "http://127.0.0.1:8001")
    receipt, engine = new_receipt(), open_feedback_store(settings, home)
    key = load_sealing_key(home.concern_public_file)
    with writing(engine) as conn:
        found = find_round(conn, OPEN_NOW)
        for number, (token, text) in enumerate(
            zip(_tokens(home), 2 * _COMMENTS[:3] + _COMMENTS, strict=False)
        ):
            scores = {question.id: 1 + (number * 3) % 5 for question in found.questions}
            submit(conn, found, token, Submission(scores, text))
        raise_concern(conn, found, _CONCERN, receipt, key, calendar_day(settings))
    sweep_one(settings, engine, OPEN_NOW, classifier_of(settings), tick)
    return receipt


def unused_link(home: Home) -> str:
    """The path of a link that the demo has not used."""
    return f"r/{OPEN_NOW}/{_tokens(home)[-1]}"


def _links(home: Home) -> Path:
    return home.sample / "open-now-links.csv"


def _tokens(home: Home) -> list[str]:
    with _links(home).open(encoding="utf-8", newline="") as file:
        return [row["link"].rpartition("/")[2] for row in csv.DictReader(file)]
