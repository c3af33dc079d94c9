"""The bytes of a CSV file before anything is parsed: are they text at all, and in UTF-8?"""

import codecs
import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from data_contracts.errors import EmptyFile, MissingFile, NotATable, NotUtf8

_CHUNK = 1 << 20
_MAGIC = {
    b"PK\x03\x04": "an Excel workbook or a zip archive",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"%PDF": "a PDF",
    b"PAR1": "a Parquet file (name it .parquet)",
    b"\x1f\x8b": "a gzip archive (name it .csv.gz)",
    b"{": "JSON",
    b"<": "HTML or XML",
}
_SAVE_AS = "Export it again as CSV, UTF-8."


@dataclass(frozen=True)
class RawText:
    """What a pass over the bytes found."""

    quotes_balance: bool


def open_bytes(file: Path) -> BinaryIO:
    """The file's bytes, unpacked if its name ends in .gz; raises MissingFile."""
    if not file.is_file():
        raise MissingFile(f"{file}: no such file")
    return cast(BinaryIO, gzip.GzipFile(file)) if file.suffix == ".gz" else file.open("rb")


def check_text(file: Path) -> RawText:
    """Read the file once; raises EmptyFile, NotATable or NotUtf8 (with line, byte offset and byte)."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    offset = lines = quotes = 0
    blank = True
    for chunk in _chunks(file):
        if offset == 0:
            _refuse_other_formats(file, chunk)
        if b"\x00" in chunk:
            raise NotATable(
                f"{file}: holds binary data, from byte {offset + chunk.index(0)}", remedy=_SAVE_AS
            )
        pending = len(decoder.getstate()[0])
        _decode(decoder, chunk, file, offset - pending, lines)
        blank = blank and not chunk.removeprefix(codecs.BOM_UTF8).strip()
        offset, lines, quotes = offset + len(chunk), lines + chunk.count(b"\n"), quotes + chunk.count(b'"')
    _decode(decoder, b"", file, offset - len(decoder.getstate()[0]), lines, final=True)
    if blank:
        raise EmptyFile(f"{file}: the file is empty", remedy="Export it again, or remove it.")
    return RawText(quotes_balance=quotes % 2 == 0)


def _chunks(file: Path) -> Iterator[bytes]:
    with open_bytes(file) as stream:
        try:
            while chunk := stream.read(_CHUNK):
                yield chunk
        except (gzip.BadGzipFile, EOFError, zlib.error) as cause:
            raise NotATable(f"{file}: not a gzip archive, or cut short: {cause}") from cause


def _decode(
    decoder: codecs.IncrementalDecoder, chunk: bytes, file: Path, start: int, lines: int, final: bool = False
) -> None:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError as problem:
        line = lines + problem.object[: problem.start].count(b"\n") + 1
        byte = problem.object[problem.start]
        raise NotUtf8(
            f"{file}: not UTF-8 at line {line}, byte offset {start + problem.start} (byte 0x{byte:02X}, "
            f"{bytes([byte]).decode('latin-1')!r} in Latin-1)",
            remedy="It looks like Latin-1 or Windows-1252. " + _SAVE_AS,
        ) from None


def _refuse_other_formats(file: Path, head: bytes) -> None:
    if head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        raise NotUtf8(f"{file}: is UTF-16 text, not UTF-8", remedy=_SAVE_AS)
    body = head.removeprefix(codecs.BOM_UTF8).lstrip()
    for magic, what in _MAGIC.items():
        if body.startswith(magic):
            raise NotATable(f"{file}: not a CSV table but {what}", remedy=_SAVE_AS)
