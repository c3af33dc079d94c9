"""Rounds that were held elsewhere: imported closed, coarsened, redacted and shuffled like our own."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection

from sentiment.release.answers import Question
from sentiment.release.floors import Floors
from serving.feedback.closing import ReadComments, copies_of, keep
from serving.feedback.rounds import Organisation, Round, find_round, move, open_round

Redact = Callable[[Sequence[str]], Sequence[str]]


@dataclass(frozen=True)
class HistoricRound:
    """The rows of one closed round: (unit, question, score) of each answer, (unit, text) of each comment."""

    round_id: str
    scores: Sequence[tuple[str, str, int]]
    comments: Sequence[tuple[str, str]]

    @property
    def questions(self) -> tuple[Question, ...]:
        """What was asked, as far as it is known: by its id; only `enps` is 0-10."""
        asked = dict.fromkeys(question for _, question, _ in self.scores)
        return tuple(
            Question(name, "enps" if name == "enps" else "scale", name.replace("_", " ")) for name in asked
        )


def keep_historic(
    conn: Connection,
    held: HistoricRound,
    organisation: Organisation,
    floors: Floors,
    closed_on: date,
    redact: Redact,
    read: ReadComments,
) -> Round:
    """Store a round held elsewhere as closed on that day. No comment is written before it is redacted."""
    found = open_round(
        conn, held.round_id, organisation, held.questions, floors, opened_on=closed_on, historic=True
    )
    keep(conn, copies_of(_answers(held, found.homes, redact), read))
    move(conn, held.round_id, state="closed", closed_on=closed_on, floors_frozen=True)
    return find_round(conn, held.round_id)


def _answers(held: HistoricRound, homes: Mapping[str, str], redact: Redact) -> list[dict[str, Any]]:
    """One row per answer and per comment; nobody can be quoted, since nobody was asked."""
    texts = redact([text for _, text in held.comments])
    said = [_row(held, homes[unit], {question: score}, None) for unit, question, score in held.scores]
    wrote = zip(held.comments, texts, strict=True)
    return [*said, *(_row(held, homes[unit], {}, text) for (unit, _), text in wrote)]


def _row(held: HistoricRound, unit: str, scores: dict[str, int], text: str | None) -> dict[str, Any]:
    return {"round_id": held.round_id, "unit": unit, "scores": scores, "text": text, "may_quote": False}
