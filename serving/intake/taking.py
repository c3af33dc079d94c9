"""One answer on its way in: checked, redacted, kept, and laid among the others so that its place says nothing.

A fresh, a spent and an unknown link run through the same statements and leave with the same words.
"""

import secrets
from contextlib import suppress
from dataclasses import replace
from threading import Lock

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DatabaseError

from data_contracts.errors import Conflict, NotFound
from serving.feedback.rounds import Round, RoundUnknown, find_round
from serving.feedback.store import compact
from serving.feedback.submission import Submission, check_submission, submit
from serving.intake.parts import IntakeParts
from serving.store.engine import reading, writing

TOKEN = r"^[A-Za-z0-9_-]{16,128}$"
"""What a token looks like; what does not look like one was cut off on its way."""

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_one_at_a_time = Lock()


class LinkUnknown(NotFound):
    """There is no round of feedback under this link."""


class RoundOver(Conflict):
    """This round of feedback is closed: it takes no more answers."""


def take(parts: IntakeParts, round_id: str, token: str, submission: Submission) -> str:
    """Keep an answer if its link is unused, and give a receipt in any case.

    Raises `LinkUnknown`, `RoundOver` and `AnswerRefused`; none of them depends on the token.
    """
    with reading(parts.engine) as conn:
        check_submission(open_round(conn, round_id), submission)
    redacted = replace(submission, text=parts.redact(submission.text))
    with _one_at_a_time:
        with writing(parts.engine) as conn:
            submit(conn, open_round(conn, round_id), token, redacted)
        lay_in_key_order(parts.engine)
    return new_receipt()


def open_round(conn: Connection, round_id: str) -> Round:
    """The round of that name if it takes answers; raises `LinkUnknown` and `RoundOver`, which do not repeat it."""
    try:
        found = find_round(conn, round_id)
    except RoundUnknown:
        raise LinkUnknown(
            "There is no round of feedback under this link.", remedy="Open the whole link that you were sent."
        ) from None
    if found.state != "open":
        raise RoundOver(
            "This round of feedback is closed: it takes no more answers.",
            remedy="What you answered before it closed counts. What you send now is not kept.",
        )
    return found


def lay_in_key_order(engine: Engine) -> None:
    """Write an SQLite file anew in the order of its random keys.

    Within a page SQLite lays rows in the order in which they come, whatever their keys. The answer is in by now, and
    the next one repeats this, so a failure here is no failure of the answer.
    """
    if engine.dialect.name == "sqlite":
        with suppress(DatabaseError):
            compact(engine)


def new_receipt() -> str:
    """Random letters (100 bits) that are stored nowhere and stand for nothing; easy to read and to type."""
    drawn = "".join(secrets.choice(_LETTERS) for _ in range(20))
    return "-".join(drawn[at : at + 5] for at in range(0, 20, 5))
