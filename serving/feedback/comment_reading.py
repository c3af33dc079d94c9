"""What the classifier made of one comment."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Reading:
    """Sentiment, topics and serious concerns of a comment; `assessed` is false where it could not be read."""

    assessed: bool = False
    sentiment: str = ""
    topics: tuple[str, ...] = ()
    serious: tuple[str, ...] = ()
