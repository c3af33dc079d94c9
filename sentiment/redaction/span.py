"""Spans of a text that point at a person, how overlapping ones become one, and the words that replace them."""

from collections.abc import Iterable
from dataclasses import dataclass

KINDS = (
    "HIDDEN", "EMAIL", "URL", "ACCOUNT", "ADDRESS", "PHONE", "ID", "DATE", "HANDLE", "PERSON", "NUMBER",
)  # fmt: skip
"""Every kind, the more telling first: of two spans of equal length, the earlier kind names their union."""


@dataclass(frozen=True, order=True)
class Span:
    """Code points `start` to `end` (exclusive) of the input that name a thing of one kind (see KINDS)."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True)
class Redacted:
    """The text that may be read on, and the spans of the *input* that were replaced, in order, never touching."""

    text: str
    spans: tuple[Span, ...]


def merged(spans: Iterable[Span], text: str) -> tuple[Span, ...]:
    """The spans in order without overlap: what overlaps, and persons with only a blank between, become one."""
    kept: list[Span] = []
    for span in sorted(spans):
        if kept and (span.start < kept[-1].end or _one_person(kept[-1], span, text)):
            kept[-1] = _union(kept[-1], span)
        else:
            kept.append(span)
    return tuple(kept)


def replaced(text: str, spans: tuple[Span, ...]) -> str:
    """The text with every span replaced by its kind in square brackets: `ask [PERSON] on [PHONE]`."""
    parts, at = [], 0
    for span in spans:
        parts += [text[at : span.start], f"[{span.kind}]"]
        at = span.end
    return "".join([*parts, text[at:]])


def _one_person(first: Span, second: Span, text: str) -> bool:
    between = text[first.end : second.start]
    return first.kind == second.kind == "PERSON" and between.strip(" .-") == "" and len(between) <= 2


def _union(first: Span, second: Span) -> Span:
    def weight(span: Span) -> tuple[int, int]:
        return span.end - span.start, -KINDS.index(span.kind)

    return Span(first.start, max(first.end, second.end), max(first, second, key=weight).kind)
