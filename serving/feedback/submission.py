"""Taking an answer: the token goes in the transaction that keeps the answer, and nothing says whose it was.

A fresh, a spent and an unknown token run the same statements and get the same reply.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, bindparam, delete, insert, literal, select, update

from data_contracts.errors import InputRefused
from sentiment.release.answers import SCALES
from serving.feedback.rounds import Round, required
from serving.feedback.tables import responses, rounds, tokens
from serving.feedback.tokens import digest

MAX_TEXT = 5_000
"""Characters of a comment; what is longer is refused before it is read."""


class AnswerRefused(InputRefused):
    """An answer is out of range, belongs to no question of the round, or there is nothing in it."""


@dataclass(frozen=True)
class Submission:
    """What somebody sends: scores by question and a comment that has been redacted already."""

    scores: Mapping[str, int] = field(default_factory=dict)
    text: str = ""
    may_quote: bool = False


def check_submission(found: Round, submission: Submission) -> None:
    """Raise `AnswerRefused` (which never repeats what was sent), or `RoundState` when the round has closed.

    This is for the text as it was typed: redacted it may be longer.
    """
    required(found, "open")
    _check_scores(found, submission)
    if len(submission.text) > MAX_TEXT:
        raise AnswerRefused(f"A comment has at most {MAX_TEXT:,} characters.", remedy="Shorten it.")
    if not submission.scores and not submission.text.strip():
        raise AnswerRefused("There is nothing in it.", remedy="Answer a question or write a comment.")


def _check_scores(found: Round, submission: Submission) -> None:
    scales = {question.id: SCALES[question.kind] for question in found.questions}
    if any(question not in scales for question in submission.scores):
        raise AnswerRefused("An answer belongs to no question of this round.", remedy="Load the page again.")
    for question, value in submission.scores.items():
        if type(value) is not int or value not in scales[question]:
            scale = scales[question]
            raise AnswerRefused(f"Question {question!r} takes a whole number from {scale[0]} to {scale[-1]}.")


def submit(conn: Connection, found: Round, token: str, submission: Submission) -> None:
    """Keep the answer, its text redacted by now, if the token of this round is unused; say nothing about that.

    A decoy comes and goes with it: a transaction that writes nothing would be told by its speed.
    """
    required(found, "open")
    _check_scores(found, submission)
    unused = (tokens.c.digest == digest(token)) & (tokens.c.round_id == found.round_id)
    response_id, decoy = secrets.token_bytes(16), secrets.token_bytes(32)
    answer = select(
        literal(response_id),
        tokens.c.round_id,
        tokens.c.unit,
        bindparam("said", dict(submission.scores), type_=responses.c.scores.type),
        bindparam("words", submission.text or None, type_=responses.c.text.type),
        bindparam("quotable", submission.may_quote, type_=responses.c.may_quote.type),
    )
    columns = ["response_id", "round_id", "unit", "scores", "text", "may_quote"]
    conn.execute(insert(responses).from_select(columns, answer.where(unused).with_for_update()))
    conn.execute(insert(tokens).values(digest=decoy, round_id=found.round_id, unit=""))
    conn.execute(delete(tokens).where(unused | (tokens.c.digest == decoy)))
    came = select(responses.c.round_id).where(responses.c.response_id == response_id)
    conn.execute(update(rounds).where(rounds.c.round_id.in_(came)).values(floors_frozen=True))
