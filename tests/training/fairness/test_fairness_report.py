"""What the report says, what it keeps to itself, and how one person on many lists counts."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from training.dataset import TrainingData
from training.evaluation.metrics import rank_in_pool
from training.fairness.issued_lists import IssuedLists
from training.fairness.judging import judge_lists
from training.fairness.moments import moments_by_group
from training.fairness.page import fairness_page
from training.fairness.report import FairnessReport
from training.fairness.words import finding_text, summary
from training.fit import Trained


def lists_of(people: int, seed: int = 0) -> tuple[IssuedLists, pl.DataFrame]:
    """People of two genders, one in eight listed and one in eight giving notice, by lot."""
    rng = np.random.default_rng(seed)
    outcome = (rng.random(people) < 0.125).astype(float)
    lists = IssuedLists(np.arange(people), rng.random(people) < 0.125, outcome, np.full(people, 0.125))
    return lists, pl.DataFrame({"gender": rng.choice(["f", "m"], people)})


def repeated(lists: IssuedLists, times: int) -> IssuedLists:
    """The same lists issued again and again."""
    return IssuedLists(*(np.tile(column, times) for column in vars(lists).values()))


def test_the_same_list_ten_times_is_no_more_evidence_than_once() -> None:
    """Repeating every person leaves the linearised spread where it was: people are counted, not rows."""
    lists, protected = lists_of(3000)
    labels = protected["gender"].to_numpy().astype(np.str_)
    once = moments_by_group(lists, "recall", labels)["f"]
    often = moments_by_group(repeated(lists, 10), "recall", np.tile(labels, 10))["f"]
    assert often.rate == pytest.approx(once.rate)
    assert often.variance == pytest.approx(1 / once.a - 1 / once.b, rel=1e-9)


def test_a_small_group_is_not_spoken_of() -> None:
    """29 people, or 9 of them giving notice, give no figure and no count, in single groups and in crossings."""
    lists, protected = lists_of(2000)
    small = np.where(np.arange(2000) < 29, "x", protected["gender"].to_numpy())
    report = judge_lists(lists, pl.DataFrame({"gender": small, "site": np.arange(2000) % 2}), "lists")
    about_x = [one for one in report.comparisons if one.value == "x"]
    assert {one.verdict for one in about_x} == {"too_few"}
    assert all(one.people is None and one.events is None and one.ratio is None for one in about_x)
    assert not [one for one in report.comparisons if "x ×" in one.value]

    women_who_left, notices = 9, np.zeros(2000)
    notices[:40] = 1
    genders = np.where((np.arange(2000) < women_who_left) | (np.arange(2000) >= 1000), "f", "m")
    seen = judge_lists(replace(lists, outcome=notices), pl.DataFrame({"gender": genders}), "lists")
    women = next(one for one in seen.comparisons if (one.value, one.measure) == ("f", "recall"))
    assert women.verdict == "too_few"


def test_lists_whose_outcome_is_not_known_yet_are_judged_on_selection_alone() -> None:
    """A run of this week has no outcomes: recall and calibration say nothing, the share listed does."""
    lists, protected = lists_of(2000)
    report = judge_lists(replace(lists, outcome=np.full(2000, np.nan)), protected, "this week's lists")
    assert report.matured == 0
    assert {one.measure for one in report.comparisons if one.ratio} == {"selection"}


def test_people_without_a_value_are_counted_and_left_out() -> None:
    """A null is no group of its own."""
    lists, protected = lists_of(2000)
    genders = [None if k % 10 == 0 else value for k, value in enumerate(protected["gender"])]
    report = judge_lists(lists, pl.DataFrame({"gender": genders}), "lists")
    assert report.not_known == {"gender": 200}
    assert {one.value for one in report.comparisons} == {"f", "m"}


def test_a_ratio_turned_round_is_its_inverse() -> None:
    """Of two groups the one's ratio and interval are the other's turned round: both directions are judged alike."""
    report = judge_lists(*lists_of(3000), "lists")
    by_value = {one.value: one for one in report.comparisons if one.measure == "recall"}
    women, men = by_value["f"].ratio, by_value["m"].ratio
    assert women is not None
    assert men is not None
    assert women.value * men.value == pytest.approx(1)
    assert (women.low or 0) * (men.high or 0) == pytest.approx(1)
    assert report.judged == 3


@pytest.fixture(scope="module")
def back_test_report(trained: Trained) -> FairnessReport:
    """What a training says about the lists of its own back-test."""
    assert trained.fairness is not None
    return trained.fairness


def test_a_training_judges_the_lists_it_would_have_made(back_test_report: FairnessReport) -> None:
    """Gender and age were drawn by lot, so nothing fails, and both and their crossing are judged."""
    assert not back_test_report.failures
    assert {one.attribute for one in back_test_report.comparisons} == {"gender", "age", "gender × age"}


def test_data_without_protected_columns_has_no_fairness_report(
    make_rows: Callable[..., TrainingData],
) -> None:
    """Nothing is known about groups, and nothing is made up."""
    from training.evaluation.predictions import Predictions
    from training.fairness.simulated import back_test_fairness, back_test_lists

    rows = make_rows(200, 2, seed=2)
    n = np.arange(rows.rows)
    said = {"model": np.random.default_rng(0).normal(size=rows.rows)}
    predictions = Predictions(n, rows.y, rows.groups, n * 0, n * 0, n % 2, said)
    assert back_test_fairness(replace(rows, protected=None), predictions, "model") is None
    listed = back_test_lists(predictions, "model", 0.1).listed
    assert listed.sum() == (rank_in_pool(said["model"], n % 2) <= 0.1).sum() == 40


def test_the_page_says_what_fails_and_what_to_do() -> None:
    """A failing group is named with its ratio and a remedy, on a page that loads nothing."""
    lists, protected = lists_of(4000)
    woman = protected["gender"].to_numpy() == "f"
    biased = replace(lists, listed=lists.listed & ~(woman & (np.arange(4000) % 4 > 0)))
    report = judge_lists(biased, protected, "lists")
    page = fairness_page(report, "Fairness")
    for one in report.failures:
        assert f"ratio {one.ratio.value:.2f}" in finding_text(one)  # type: ignore[union-attr]
    assert "gender f: people are listed less often than others" in page
    assert "fail" in summary(report)
    assert "http" not in page
