"""Splits: nothing that happens after the first test day is in training, and nobody is on both sides of a fold."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from training.dataset import TrainingData
from training.evaluation.splits import CV_FOLDS, CV_REPEATS, MIN_TRAIN_EVENTS, plan
from training.forward import periods_of
from training.selection import grouped_folds, selection_rows


def test_out_of_time_labels_have_matured_before_the_test_begins(rows: TrainingData) -> None:
    """as_of + horizon of every training row lies on or before the first test day."""
    planned = plan(rows)
    assert planned.evidence == "out_of_time"
    assert rows.as_of is not None
    for split in planned.splits:
        matured = rows.as_of[split.train] + np.timedelta64(rows.horizon_days, "D")
        assert matured.max() <= rows.as_of[split.test].min()
        assert rows.y[split.train].sum() >= MIN_TRAIN_EVENTS


def test_every_matured_row_before_the_test_is_used_and_no_test_row_twice(rows: TrainingData) -> None:
    """The training side is as long as it may be; test periods do not overlap."""
    planned = plan(rows)
    tested = np.concatenate([split.test for split in planned.splits])
    assert len(np.unique(tested)) == len(tested)
    assert rows.as_of is not None
    last = planned.splits[-1]
    matured = rows.as_of + np.timedelta64(rows.horizon_days, "D") <= rows.as_of[last.test].min()
    assert set(last.train) == set(np.flatnonzero(matured))


def test_days_closer_than_the_horizon_are_cross_validated(rows: TrainingData) -> None:
    """Without room for a gap there is no out-of-time test, and the evidence says so."""
    planned = plan(replace(rows, horizon_days=3650))
    assert planned.evidence == "cross_validated"


def test_an_undated_snapshot_is_cross_validated_with_each_row_tested_once_per_repeat(
    rows: TrainingData,
) -> None:
    """Five folds, repeated twice; an employee's rows stay together."""
    planned = plan(replace(rows, as_of=None))
    assert planned.evidence == "cross_validated"
    assert len(planned.splits) == CV_FOLDS * CV_REPEATS
    for repeat in range(CV_REPEATS):
        tested = np.concatenate([split.test for split in planned.splits if split.repeat == repeat])
        assert sorted(tested) == list(range(rows.rows))
    for split in planned.splits:
        assert not set(rows.groups[split.train]) & set(rows.groups[split.test])


def test_folds_are_fewer_when_events_are_few() -> None:
    """Three people with an event cannot be spread over five folds."""
    y = np.array([1, 1, 1] + [0] * 30)
    folds = list(grouped_folds(y, np.arange(33), 5, seed=0))
    assert len(folds) == 3
    assert all(y[test].sum() == 1 for _, test in folds)


def test_selection_looks_at_whole_days_evenly_spaced(make_rows: Callable[..., TrainingData]) -> None:
    """Of many rows every k-th day is kept, the last one always; of few rows, or days a horizon apart, all."""
    days = np.repeat(np.arange("2024-01", "2025-01", dtype="datetime64[M]").astype("datetime64[D]"), 2_000)
    kept = np.unique(days[selection_rows(days, len(days), 180)])
    assert kept.tolist() == np.unique(days)[1::2].tolist()
    assert len(selection_rows(days[:4_000], 4_000, 180)) == 4_000
    assert len(selection_rows(None, 100_000, 180)) == 100_000
    assert len(selection_rows(days, len(days), 40)) == len(days)


def test_a_test_period_is_a_horizon_long_and_there_are_at_most_three() -> None:
    """Monthly days and 180 days: six months each; ten years of them: three periods, every day in one."""
    months = list(np.arange("2024-01", "2025-01", dtype="datetime64[M]").astype("datetime64[D]"))
    assert [len(period) for period in periods_of(months, 180)] == [6, 6]
    years = list(np.arange("2010-01", "2020-01", dtype="datetime64[M]").astype("datetime64[D]"))
    periods = periods_of(years, 180)
    assert len(periods) == 3
    assert [day for period in periods for day in period] == years
    assert periods_of([], 180) == []
