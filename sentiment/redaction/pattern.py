"""A pattern: a regular expression and the kind of thing that it finds."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sentiment.redaction.folding import Folded
from sentiment.redaction.span import Span


@dataclass(frozen=True)
class Pattern:
    """What matches is a span of `kind`; where the expression has a group named `item`, only that group is.

    Expressions run over folded text (plain letters, nothing invisible; see `folding`), with case kept. Every
    repetition must have an upper bound or begin after a look-behind, so that a hostile text costs linear time.
    """

    kind: str
    expression: re.Pattern[str]

    def find(self, folded: Folded) -> Iterator[Span]:
        """The spans of the input that match."""
        group = "item" if "item" in self.expression.groupindex else 0
        for found in self.expression.finditer(folded.text):
            start, end = found.span(group)
            if start < end:
                yield folded.span(start, end, self.kind)


def pattern(kind: str, expression: str, *, any_case: bool = True) -> Pattern:
    """A pattern from an expression that ignores case unless told otherwise."""
    return Pattern(kind, re.compile(expression, re.IGNORECASE if any_case else re.NOFLAG))
