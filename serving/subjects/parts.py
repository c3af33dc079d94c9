"""What the answers to people are built from."""

from dataclasses import dataclass

from serving.subjects.holdings import Reader


@dataclass(frozen=True)
class SubjectParts:
    """`readers` find what other places than the store hold; `answer_days` is the policy's time to answer a contest."""

    readers: tuple[Reader, ...] = ()
    answer_days: int = 30
