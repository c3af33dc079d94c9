"""What a closed round holds: questions, and answers that carry a group and nothing else about who gave them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

QuestionKind = Literal["enps", "scale"]
SCALES: Mapping[QuestionKind, tuple[int, ...]] = {"enps": tuple(range(11)), "scale": (1, 2, 3, 4, 5)}
"""The answers each kind of question takes: 0-10 ("would you recommend us?") or 1-5."""


@dataclass(frozen=True)
class Question:
    """A question of a round; `id` never changes from round to round, so that trends can be drawn."""

    id: str
    kind: QuestionKind
    text: str


@dataclass(frozen=True)
class ReadComment:
    """A redacted comment as the classifier read it; `assessed` is false for what it could not read."""

    text: str
    assessed: bool
    sentiment: str = ""
    topics: tuple[str, ...] = ()
    serious: bool = False
    may_quote: bool = False


@dataclass(frozen=True)
class Answer:
    """One submission: the group it counts for, a value per answered question, and perhaps a comment."""

    unit: str
    scores: Mapping[str, int] = field(default_factory=dict)
    comment: ReadComment | None = None
