"""Simulated waiting lists, in which the truth is known: what the intervals are tried on."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from training.columns import FloatArray
from training.impact.arms import ArmCounts
from training.impact.difference import risk_difference
from training.impact.looks import looking_again, may_look


@dataclass(frozen=True)
class Worlds:
    """`worlds` companies in which batches of people are drawn, half of them to wait, in blocks within strata.

    The share who give notice within the wait is about `share` among those who wait, differing between strata, and
    `drop` smaller, in proportion, among those who are talked to. One look after each batch.
    """

    share: float
    drop: float
    worlds: int = 1000
    strata: int = 12
    batch: int = 50
    looks: int = 24
    spread: float = 0.6

    @property
    def people(self) -> int:
        """How many people are known at the last look."""
        return self.batch * self.looks


@dataclass(frozen=True)
class Look:
    """What all worlds show at one look, and the `truth`: the difference at the strata's present weights."""

    counts: ArmCounts
    truth: FloatArray


def looks_at(worlds: Worlds, seed: int) -> Iterator[Look]:
    """One look after another; a seed gives the same worlds again."""
    rng = np.random.default_rng(seed)
    shape = (worlds.worlds, worlds.strata)
    later_share = np.clip(
        worlds.share * np.exp(rng.normal(-(worlds.spread**2) / 2, worlds.spread, shape)), 0, 0.9
    )
    now_share = later_share * (1 - worlds.drop)
    people, waiting, left_now, left_later = (np.zeros(shape) for _ in range(4))
    for _ in range(worlds.looks):
        drawn = rng.multinomial(worlds.batch, np.full(worlds.strata, 1 / worlds.strata), worlds.worlds)
        odd = (drawn + people.astype(int)) % 2
        wait = drawn // 2 + np.where(
            drawn % 2, np.where(odd, rng.random(shape) < 0.5, people > 2 * waiting), 0
        )
        left_later = left_later + rng.binomial(wait.astype(int), later_share)
        left_now = left_now + rng.binomial((drawn - wait).astype(int), now_share)
        people, waiting = people + drawn, waiting + wait
        counts = ArmCounts(people - waiting, left_now, waiting, left_later)
        yield Look(counts, _truth(counts, now_share, later_share))


def _truth(counts: ArmCounts, now_share: FloatArray, later_share: FloatArray) -> FloatArray:
    """What the difference would be with the true shares: the estimate of counts without chance."""
    sure = ArmCounts(counts.now, counts.now * now_share, counts.later, counts.later * later_share)
    return risk_difference(sure).value


@dataclass(frozen=True)
class Found:
    """How intervals did over all worlds, as shares of worlds.

    `one_look` is how often the ordinary interval at the last look holds the truth; `every_look` how often the
    always-valid one holds it at each look so far, look by look; `concluded` how often an effect, either way,
    was concluded at any look. `every_look` and `concluded` count from the first look at which anything is said.
    """

    one_look: float
    every_look: tuple[float, ...]
    concluded: float


def try_intervals(worlds: Worlds, seed: int) -> Found:
    """Try the intervals on simulated worlds."""
    holds = np.ones(worlds.worlds, dtype=np.bool_)
    concluded = np.zeros(worlds.worlds, dtype=np.bool_)
    so_far: list[float] = []
    one_look = 0.0
    for look in looks_at(worlds, seed):
        people = look.counts.people
        said = may_look(people, look.counts.notices)
        always = risk_difference(look.counts, looking_again(people, worlds.people))
        holds &= ~said | ((always.low <= look.truth) & (look.truth <= always.high))
        concluded |= said & ((always.high < 0) | (always.low > 0))
        so_far.append(float(holds.mean()))
        once = risk_difference(look.counts)
        one_look = float(((once.low <= look.truth) & (look.truth <= once.high)).mean())
    return Found(one_look, tuple(so_far), float(concluded.mean()))
