"""One answer on its way in: checked, redacted, kept, and laid among the others so that its place says nothing.

A fresh, a spent and an unknown link run through the same statements and leave with the same words.
"""

import secrets
from dataclasses import replace

from sqlalchemy import Connection

from data_contracts.errors import Conflict, NotFound
from serving.feedback.rounds import Round, RoundUnknown, find_round
from serving.feedback.submission import Submission, check_submission, submit
from serving.intake.parts import IntakeParts
from serving.store.engine import reading

TOKEN = r"^[A-Za-z0-9_-]{16,128}$"
"""What a token looks like; what does not look like one was cut off on its way."""

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


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
    parts.key_order.keep(lambda conn: submit(conn, open_round(conn, round_id), token, redacted))
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


def new_receipt() -> str:
    """Random letters (100 bits) that are stored nowhere and stand for nothing; easy to read and to type."""
    drawn = "".join(secrets.choice(_LETTERS) for _ in range(20))
    return "-".join(drawn[at : at + 5] for at in range(0, 20, 5))
