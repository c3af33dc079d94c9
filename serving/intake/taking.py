"""One answer on its way in: checked, redacted, kept, and laid among the others so that its place says nothing.

A fresh, a spent and an unknown link run through the same statements and leave with the same words. A concern is kept
for each of them: it is no vote, and somebody who has answered already can be in need.
"""

from dataclasses import replace

from sqlalchemy import Connection

from data_contracts.errors import Conflict, NotFound
from serving.feedback.concerns.raising import Content, raise_concern
from serving.feedback.concerns.receipts import new_receipt
from serving.feedback.rounds import Round, RoundUnknown, find_round
from serving.feedback.submission import check_submission, submit
from serving.intake.parts import ConcernDoor, IntakeParts
from serving.intake.sent import Sent, Told
from serving.store.engine import reading

TOKEN = r"^[A-Za-z0-9_-]{16,128}$"
"""What a token looks like; what does not look like one was cut off on its way."""


class LinkUnknown(NotFound):
    """There is no round of feedback under this link."""


class RoundOver(Conflict):
    """This round of feedback is closed: it takes no more answers."""


def take(parts: IntakeParts, round_id: str, token: str, sent: Sent) -> str:
    """Keep an answer if its link is unused and a concern in any case, and give a receipt.

    Raises `LinkUnknown`, `RoundOver` and `AnswerRefused`; none of them depends on the token.
    """
    with reading(parts.engine) as conn:
        check_submission(open_round(conn, round_id), sent.whole)
    receipt = new_receipt()
    redacted = replace(sent.submission, text=parts.redact(sent.submission.text))
    content = _content(parts, sent)

    def keep(conn: Connection) -> None:
        found = open_round(conn, round_id)
        if sent.answers:
            submit(conn, found, token, redacted)
        if content is not None:
            _raise(conn, parts.concerns, found, content, receipt, sent.told)

    parts.key_order.keep(keep)
    return receipt


def _content(parts: IntakeParts, sent: Sent) -> Content | None:
    """What is sealed of a concern: its words as they are only if their author wants that."""
    if sent.told is None:
        return None
    words = sent.concern_words.replace("\0", "\ufffd")
    said = words if sent.told.keep_names else parts.redact(words)
    return Content(said, sent.told.where, sent.told.keep_names)


def _raise(
    conn: Connection, door: ConcernDoor, found: Round, content: Content, receipt: str, told: Told | None
) -> None:
    passed_over = door.first_handler if told is not None and told.second else None
    raise_concern(conn, found, content, receipt, door.key, door.today(), passed_over)


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
