"""What can be said about a group: each measure counts its own respondents by what they said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from sentiment.labels import SENTIMENTS
from sentiment.release.answers import SCALES, Answer, Question, ReadComment
from sentiment.release.floors import Floor, Floors

Counts = npt.NDArray[np.int64]
MeasureKind = Literal["participation", "enps", "scale", "sentiment", "topic"]


@dataclass(frozen=True)
class Measure:
    """One thing that is published or withheld per unit.

    `own` maps a unit to counts of what the people kept right under it said, one count per value of `values`.
    `floor` says from how many respondents on; `spread` whether at least two different answers are needed (a group
    that says one and the same thing gives each of its members away).
    """

    id: str
    kind: MeasureKind
    values: tuple[str | int, ...]
    own: Mapping[str, Counts]
    floor: Floor
    spread: bool


def measures(questions: Sequence[Question], answers: Sequence[Answer], floors: Floors) -> tuple[Measure, ...]:
    """Participation, one measure per question, sentiment, and one measure per topic that anybody wrote about."""
    asked = [_question(question, answers, floors) for question in questions]
    read = [(answer.unit, comment) for answer in answers if (comment := _read(answer))]
    written = sorted({topic for _, comment in read for topic in comment.topics})
    topics = [_topic(topic, read, floors) for topic in written]
    order = tuple(SENTIMENTS)
    said = [(unit, order.index(comment.sentiment)) for unit, comment in read]
    sentiment = Measure("sentiment", "sentiment", order, _counted(said, len(order)), floors.comments, True)
    present = _counted([(answer.unit, 0) for answer in answers], 1)
    participation = Measure("participation", "participation", ("answered",), present, floors.scores, False)
    return (participation, *asked, sentiment, *topics)


def _read(answer: Answer) -> ReadComment | None:
    """Serious comments have their own door, and what could not be read is not guessed: neither is counted."""
    comment = answer.comment
    return comment if comment is not None and comment.assessed and not comment.serious else None


def _question(question: Question, answers: Sequence[Answer], floors: Floors) -> Measure:
    values = SCALES[question.kind]
    answered = [answer for answer in answers if question.id in answer.scores]
    said = [(answer.unit, values.index(answer.scores[question.id])) for answer in answered]
    floor = floors.enps if question.kind == "enps" else floors.scores
    return Measure(question.id, question.kind, values, _counted(said, len(values)), floor, True)


def _topic(topic: str, read: Sequence[tuple[str, ReadComment]], floors: Floors) -> Measure:
    """Those who wrote about it; how many wrote about anything is the measure `sentiment`."""
    wrote = [(unit, 0) for unit, comment in read if topic in comment.topics]
    return Measure(f"topic:{topic}", "topic", (topic,), _counted(wrote, 1), floors.topic_writers, False)


def _counted(said: Sequence[tuple[str, int]], width: int) -> dict[str, Counts]:
    counts: dict[str, Counts] = {}
    for unit, value in said:
        counts.setdefault(unit, np.zeros(width, dtype=np.int64))[value] += 1
    return counts
