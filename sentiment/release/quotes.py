"""Verbatims: only what its author allowed, only in large units, never anything serious, in no telling order."""

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sentiment.release.document import ClosedRound

MIN_ELIGIBLE = 50
"""Nobody is quoted in a unit of fewer people than this (the floor of the round may be higher)."""


def quotes(closed: "ClosedRound", shown: frozenset[str]) -> dict[str, list[str]]:
    """For each unit the comments quoted there: the smallest unit above the author that is large enough and in
    `shown`, the units whose comments are shown. Sorted by a digest of the text, not by when they came."""
    least = max(MIN_ELIGIBLE, closed.floors.quotes_eligible)
    large = {unit for unit in shown if closed.eligible[unit] >= least}
    quoted: dict[str, list[str]] = {}
    for answer in closed.answers:
        comment = answer.comment
        if comment is None or not comment.may_quote or comment.serious or not comment.assessed:
            continue
        home = next((unit for unit in closed.tree.path(answer.unit) if unit in large), None)
        if home is not None:
            quoted.setdefault(home, []).append(comment.text)
    return {unit: sorted(texts, key=_digest) for unit, texts in quoted.items()}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
