"""Comments without names, taken from an authored corpus so that they fit the mood and what it comes from."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

from ermine.sample.arrays import Floats, Ints, Mask
from ermine.sample.calendar import Month
from ermine.sample.company import Company
from ermine.sample.words import COMMENT_SOURCES

SENTIMENTS = ("negative", "neutral", "positive")
BORDERS = (-0.4, 0.4)
"""Mood, give or take, below which a comment is negative and above which it is positive."""

FEELINGS_BY_TOPIC = {
    "workload": "workload", "work_life_balance": "workload", "pay_benefits": "pay", "career_growth": "career",
    "recognition": "recognition", "management": "manager", "culture": "climate", "conflict": "climate",
}  # fmt: skip
"""Which feeling makes people speak of a topic; of the other topics they speak whatever they feel."""

SERIOUS_WEIGHT = 0.04
"""Serious allegations fill a fifth of the corpus, and far less of what people write."""

COMMENTS_ON_A_SURVEY, WRITES_A_NOTE = 0.2, 0.02
REDRAWN = 8
WRITERS_AT_ONCE = 5000
SURVEY, BOX = range(len(COMMENT_SOURCES))


@dataclass(frozen=True)
class Corpus:
    """The authored comments; `speaks_of` has a row per comment and a column per feeling."""

    texts: tuple[str, ...]
    sentiment: Ints
    serious: Mask
    speaks_of: Floats


@dataclass(frozen=True)
class Voices:
    """Everybody who could comment in a round: unit, mood, feelings, and whether they answered the survey."""

    unit: Ints
    mood: Floats
    felt: Mapping[str, Floats]
    answers: Mask


@cache
def corpus() -> Corpus:
    """The comments that are shipped beside this file."""
    with files("ermine.sample").joinpath("authored_comments.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    feelings = sorted(set(FEELINGS_BY_TOPIC.values()))
    speaks_of = np.zeros((len(rows), len(feelings)))
    for number, row in enumerate(rows):
        for topic in row["topics"].split("|"):
            if topic in FEELINGS_BY_TOPIC:
                speaks_of[number, feelings.index(FEELINGS_BY_TOPIC[topic])] = 1.0
    return Corpus(
        texts=tuple(row["text"] for row in rows),
        sentiment=np.array([SENTIMENTS.index(row["sentiment"]) for row in rows]),
        serious=np.array([bool(row["serious"]) for row in rows]),
        speaks_of=speaks_of,
    )


def write_comments(company: Company, voices: Voices, month: Month) -> None:
    """Some who answered also comment, more of them in a strong mood; a few others drop a note into a box."""
    rng, mood = company.side_rng, voices.mood
    chance = np.where(
        voices.answers, COMMENTS_ON_A_SURVEY * (0.6 + 0.5 * np.minimum(np.abs(mood), 3)), WRITES_A_NOTE
    )
    who = np.flatnonzero(rng.random(len(mood)) < chance)
    source = np.where(voices.answers[who], SURVEY, BOX)
    parts = np.array_split(who, len(who) // WRITERS_AT_ONCE + 1)
    text = np.concatenate([_drawn(_fit(voices, part, rng)) for part in parts])
    company.books.comments.add(voices.unit[who], day=month.first, source=source, text=text)


def _fit(voices: Voices, who: Ints, rng: np.random.Generator) -> npt.NDArray[np.float32]:
    """For each writer and comment how well it fits, with luck; -inf for comments of another sentiment."""
    comments = corpus()
    sentiment = np.searchsorted(BORDERS, voices.mood[who] + 0.4 * rng.normal(size=len(who)))
    feelings = np.stack([voices.felt[name][who] for name in sorted(set(FEELINGS_BY_TOPIC.values()))], axis=1)
    fit = (sentiment - 1)[:, None] * np.clip(feelings, -2, 2) @ comments.speaks_of.T
    fit += np.where(comments.serious, np.log(SERIOUS_WEIGHT), 0.0) + rng.gumbel(size=fit.shape)
    fit[sentiment[:, None] != comments.sentiment] = -np.inf
    return fit.astype(np.float32)


def _drawn(fit: npt.NDArray[np.float32]) -> Ints:
    """The best comment for each writer; as far as the corpus goes round, nobody repeats another in a round."""
    best = fit.argmax(axis=1).astype(np.int64)
    for _ in range(REDRAWN):
        first = np.zeros(len(best), dtype=np.bool_)
        first[np.unique(best, return_index=True)[1]] = True
        again = np.flatnonzero(~first)
        free = np.setdiff1d(np.arange(fit.shape[1]), best)
        left = fit[np.ix_(again, free)]
        can = np.isfinite(left).any(axis=1) if left.size else np.zeros(len(again), dtype=np.bool_)
        if not can.any():
            break
        best[again[can]] = free[left[can].argmax(axis=1)]
    return np.asarray(best, dtype=np.int64)
