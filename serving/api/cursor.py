"""Opaque cursors: where a list goes on. What is in one is nobody's business but the server's."""

import base64
import binascii
import re
from typing import Annotated

from fastapi import Query

from data_contracts.errors import InputRefused

MAX_PAGE = 200

Limit = Annotated[int, Query(ge=1, le=MAX_PAGE, description="Entries on one page.")]
Cursor = Annotated[
    str | None,
    Query(
        max_length=200,
        pattern=r"^[A-Za-z0-9_-]+$",
        description="`next` of the page before; none for the first.",
    ),
]


class CursorRefused(InputRefused):
    """The cursor is not one that this service gave out."""


def cursor_after(number: int) -> str:
    """The cursor that goes on after entry `number`."""
    return base64.urlsafe_b64encode(f"after {number}".encode()).decode().rstrip("=")


def number_of(cursor: str | None) -> int | None:
    """The number that a cursor goes on after; None without one. Raises `CursorRefused`."""
    if cursor is None:
        return None
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError):
        text = ""
    if not (found := re.fullmatch(r"after ([0-9]{1,15})", text)):
        raise CursorRefused(
            "The cursor is not one of ours.", remedy="Leave it out to begin at the first page."
        )
    return int(found[1])
