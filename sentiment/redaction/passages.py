"""Long texts in passages, so that neither memory nor time grows faster than the text."""

from collections.abc import Iterator

LENGTH = 4_000
"""Longest passage in characters; hardly any comment is longer."""
OVERLAP = 200
"""Characters that neighbouring passages share: what lies across a cut is whole in one of them."""


def passages(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each passage; cuts lie at blanks where there are any."""
    start = 0
    while len(text) - start > LENGTH:
        end = (
            max(text.rfind(blank, start + LENGTH // 2, start + LENGTH) for blank in " \n") + 1
            or start + LENGTH
        )
        yield start, end
        back = text.find(" ", end - OVERLAP, end) + 1
        start = back or end - OVERLAP
    yield start, len(text)
