"""Simulated lists: fair ones seldom fail, biased ones are seen, and the moments are those of Fairlearn."""

from collections.abc import Iterator

import numpy as np
import pytest

from soak.fairness import World, world
from training.columns import FloatArray
from training.fairness.judging import Pair, judge_lists, judge_pairs
from training.fairness.moments import Moments
from training.fairness.report import MEASURES, Comparison, Measure

WORLDS = 500


def sums(a: FloatArray, b: FloatArray, events: FloatArray) -> Moments:
    """Moments of people who appear once, written down directly."""
    return Moments(
        len(a), int((events > 0).sum()), a.sum(), b.sum(), (a * a).sum(), (a * b).sum(), (b * b).sum()
    )


def pairs(made: World) -> Iterator[Pair]:
    """The comparisons of a world, counted without Fairlearn, since 500 worlds are many."""
    lists, ones = made.lists, np.ones(len(made.lists.person))
    listed = lists.listed.astype(float)
    parts: dict[Measure, tuple[FloatArray, FloatArray, FloatArray]] = {
        "recall": (listed * lists.outcome, lists.outcome, lists.outcome),
        "selection": (listed, ones, listed),
        "calibration": (lists.outcome, lists.probability, lists.outcome),
    }
    gender, ethnicity = made.protected["gender"].to_numpy(), made.protected["ethnicity"].to_numpy()
    years = np.searchsorted([1971, 1982, 1993], made.protected["birth_year"].to_numpy()).astype(str)
    crossings = {"gender": gender, "birth_year": years, "ethnicity": ethnicity}
    crossings |= {
        f"{one} × {two}": np.char.add(crossings[one].astype(str), crossings[two].astype(str))
        for one, two in (("gender", "birth_year"), ("gender", "ethnicity"), ("birth_year", "ethnicity"))
    }
    for attribute, labels in crossings.items():
        for value in np.unique(labels):
            own = labels == value
            for measure, columns in parts.items():
                group, rest = (sums(*(part[side] for part in columns)) for side in (own, ~own))
                yield Pair(attribute, str(value), measure, group, rest)


def failures(made: World) -> list[Comparison]:
    """The comparisons of a world that fail."""
    return [one for one in judge_pairs(list(pairs(made)))[1] if one.verdict == "fails"]


@pytest.mark.slow
@pytest.mark.parametrize("people", [400, 2000])
def test_fair_lists_seldom_fail(people: int) -> None:
    """Of 500 companies whose lists treat everybody alike, at most 8 in 100 have any failing comparison."""
    failed = sum(bool(failures(world(seed, people))) for seed in range(WORLDS))
    assert failed <= 0.08 * WORLDS


@pytest.mark.slow
def test_lists_that_pass_a_group_by_are_seen() -> None:
    """Scores 1.2 log-odds too low for women are flagged in at least 95 of 100 companies, on women's recall."""
    found = sum(
        any((one.attribute, one.value, one.measure) == ("gender", "f", "recall") for one in failures(made))
        for made in (world(seed, 4000, bias=1.2) for seed in range(100))
    )
    assert found >= 95


@pytest.mark.slow
def test_probabilities_that_overstate_a_group_are_seen() -> None:
    """Probabilities .9 log-odds too high for women are flagged in at least 95 of 100 companies, as calibration."""
    made = (world(seed, 4000, overstate=0.9) for seed in range(100))
    assert sum(any(one.measure == "calibration" for one in failures(each)) for each in made) >= 95


def test_the_library_counts_what_a_direct_count_counts() -> None:
    """Figures through MetricFrame equal those summed directly, for every attribute that both cut alike."""
    made = world(3)
    told = {
        (one.attribute, one.value, one.measure): (one.group, one.rest)
        for one in judge_lists(made.lists, made.protected, "lists").comparisons
        if one.attribute in ("gender", "ethnicity", "gender × ethnicity") and one.ratio
    }
    direct = {
        (pair.attribute, pair.value.replace("f", "f × ").replace("m", "m × ") if "×" in pair.attribute else pair.value,
         pair.measure): pair
        for pair in pairs(made)
    }  # fmt: skip
    assert len(told) >= 3 * len(MEASURES)
    for key, figures in told.items():
        assert figures == pytest.approx((direct[key].group.rate, direct[key].rest.rate), rel=1e-12)


def test_bias_in_either_direction_fails() -> None:
    """Women who are listed too seldom, and women who are listed too often, both fail on selection."""
    for bias, below in ((2.0, True), (-2.0, False)):
        made = world(1, 4000, bias=bias)
        report = judge_lists(made.lists, made.protected, "lists")
        women = next(one for one in report.failures if (one.value, one.measure) == ("f", "selection"))
        assert women.ratio is not None
        assert (women.ratio.value < 1) is below
