"""The page `/concern`: whoever holds the receipt of a concern reads what was answered, and writes back.

The receipt is sent in the body, never in an address, and the page of a receipt without a concern is that of no receipt.
"""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy import Connection
from starlette.responses import HTMLResponse, Response

from serving.feedback.concerns.acts import MAX_MESSAGE
from serving.feedback.concerns.thread import Thread, find_thread, reply
from serving.intake.form import FormRefused, sent_fields
from serving.intake.parts import ConcernDoor, IntakeParts
from serving.store.engine import reading

Show = Callable[..., HTMLResponse]


async def _receipt_and_words(request: Request) -> tuple[str, str]:
    fields = await sent_fields(request)
    if set(fields) - {"receipt", "text"}:
        raise FormRefused("This is not what the form of this page sends.", remedy="Open /concern again.")
    return fields.get("receipt", ""), fields.get("text", "")


Typed = Annotated[tuple[str, str], Depends(_receipt_and_words)]


def add_threads(router: APIRouter, parts: IntakeParts, show: Show) -> None:
    """Add the routes of threads."""

    @router.get("/concern")
    def ask() -> Response:
        """Ask for the receipt."""
        return show("concern.html", asked=False)

    @router.post("/concern")
    def look(typed: Typed) -> Response:
        """The thread of a receipt."""
        return _shown(show, typed[0], _thread(parts, typed[0]))

    @router.post("/concern/reply")
    def write(typed: Typed) -> Response:
        """Add the author's words to the thread, and show it."""
        receipt, words = typed
        door = parts.concerns
        if _thread(parts, receipt) is not None:
            parts.key_order.keep(lambda conn: _reply(conn, receipt, words, door))
        return _shown(show, receipt, _thread(parts, receipt), sent=True)


def _reply(conn: Connection, receipt: str, words: str, door: ConcernDoor) -> None:
    reply(conn, receipt, words, door.key, door.today())


def _thread(parts: IntakeParts, receipt: str) -> Thread | None:
    with reading(parts.engine) as conn:
        return find_thread(conn, receipt)


def _shown(show: Show, receipt: str, thread: Thread | None, sent: bool = False) -> Response:
    if thread is None:
        return show("concern.html", asked=True)
    return show("thread.html", thread=thread, receipt=receipt, sent=sent, max_text=MAX_MESSAGE)
