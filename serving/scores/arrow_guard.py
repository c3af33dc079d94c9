"""Arrow streams that would unfold to more than they show are refused before they are unfolded."""

import struct
from collections.abc import Iterator

from data_contracts.errors import InputRefused

STREAM = "application/vnd.apache.arrow.stream"


class ArrowRefused(InputRefused):
    """The body is not an Arrow stream that can be scored."""


def refuse_compressed(body: bytes) -> None:
    """A compressed buffer could unfold to any size; that is seen from the message's header, before it is unfolded."""
    for header in _headers(body):
        if _is_compressed(header):
            raise ArrowRefused("The stream is compressed.", remedy="Send it uncompressed.")


def _headers(body: bytes) -> Iterator[bytes]:
    """The metadata of each message: `ff ff ff ff`, its length, itself, then as many bytes as it says follow."""
    at = 0
    while at + 8 <= len(body):
        marker, length = struct.unpack_from("<II", body, at)
        if marker != 0xFFFFFFFF:
            raise ArrowRefused("The body is not an Arrow stream.", remedy=f"Send {STREAM}, not a file.")
        if length == 0:
            return
        header = body[at + 8 : at + 8 + length]
        yield header
        at += 8 + length + _body_length(header)


def _body_length(header: bytes) -> int:
    try:
        root = struct.unpack_from("<I", header)[0]
        place = _field(header, root, 3)
        length = struct.unpack_from("<q", header, place)[0] if place else 0
    except struct.error:
        length = -1
    if length < 0:
        raise ArrowRefused("The Arrow stream is damaged.")
    return int(length)


def _is_compressed(header: bytes) -> bool:
    """Whether the record batch of a message, or of its dictionary, says how its buffers are compressed."""
    try:
        root = struct.unpack_from("<I", header)[0]
        kind, place = _field(header, root, 1), _field(header, root, 2)
        which = header[kind] if kind else 0
        if which not in (2, 3) or not place:
            return False
        batch = place + struct.unpack_from("<I", header, place)[0]
        if which == 2:
            inner = _field(header, batch, 1)
            batch = inner + struct.unpack_from("<I", header, inner)[0]
        return bool(_field(header, batch, 3))
    except (struct.error, IndexError):
        raise ArrowRefused("The Arrow stream is damaged.") from None


def _field(header: bytes, table: int, number: int) -> int:
    """Where a field of a flatbuffer's table lies; 0 when it is absent."""
    vtable = table - struct.unpack_from("<i", header, table)[0]
    size = struct.unpack_from("<H", header, vtable)[0]
    if 4 + 2 * number + 2 > size:
        return 0
    offset = struct.unpack_from("<H", header, vtable + 4 + 2 * number)[0]
    return table + offset if offset else 0
