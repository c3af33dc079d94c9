"""A text as the eye reads it, with the way back: plain letters, nothing invisible, each with its place in the input."""

import re
import unicodedata
from dataclasses import dataclass

from sentiment.redaction.look_alikes import PLAIN
from sentiment.redaction.span import Span

_APOSTROPHES = dict.fromkeys("’‘ʼ´`＇", "'")
_BLANKS_KEPT = "\n\r\t"
_OVERRIDE = re.compile("[\u202d\u202e][^\u202c\n]*\u202c?")
_GLUED = ("Mn", "Me", "Cf")
_DIRECTION = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True)
class Folded:
    """`text` is what is searched; its character `i` was made from character `origin[i]` of `source`."""

    source: str
    text: str
    origin: tuple[int, ...]

    def span(self, start: int, end: int, kind: str) -> Span:
        """The span of the source behind characters `start` to `end` of the text, with the marks that belong to it."""
        last = self.origin[end - 1] + 1
        while last < len(self.source) and _belongs_to_letter(self.source[last]):
            last += 1
        return Span(self.origin[start], last, kind)


def fold(source: str) -> Folded:
    """Take off marks and invisible characters and replace look-alikes; case is kept."""
    if source.isascii() and source.isprintable():
        return Folded(source, source, tuple(range(len(source))))
    letters: list[str] = []
    origin: list[int] = []
    for place, character in enumerate(source):
        plain = _plain(character)
        letters.append(plain)
        origin += [place] * len(plain)
    return Folded(source, "".join(letters), tuple(origin))


def hidden(source: str) -> list[Span]:
    """Stretches whose letters are shown in another order than they are stored: nothing in them can be checked."""
    return [Span(found.start(), found.end(), "HIDDEN") for found in _OVERRIDE.finditer(source)]


def _plain(character: str) -> str:
    if character.isascii():
        return character if character >= " " or character in _BLANKS_KEPT else " "
    if character in PLAIN:
        return PLAIN[character]
    if character in _APOSTROPHES:
        return "'"
    parts = unicodedata.normalize("NFKD", character)
    kept = "".join(PLAIN.get(part, part) for part in parts if unicodedata.category(part) not in _GLUED)
    return " " if kept.isspace() and kept not in _BLANKS_KEPT else kept


def _belongs_to_letter(character: str) -> bool:
    """Marks and joiners go with the letter before them; direction marks stay, or the rest would be shown reversed."""
    return unicodedata.category(character) in _GLUED and character not in _DIRECTION
