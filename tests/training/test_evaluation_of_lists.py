"""What the list is worth, how much of it stays, what decisions cost: recomputed another way on small numbers."""

from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl
import pytest

from data_contracts.feature_spec import FeatureSpec
from training.dataset import TrainingData
from training.evaluation.backtest import INFORMED, MODEL
from training.evaluation.decision_curve import decision_curve
from training.evaluation.intervals import wilson
from training.evaluation.metrics import capacity_column, draw_figures
from training.evaluation.net_value import Costs, net_value
from training.evaluation.predictions import Predictions
from training.evaluation.protected_price import with_protected
from training.evaluation.slices import by_month
from training.evaluation.stability import stability
from training.fit import Trained
from training.matrix import FeatureMatrix
from training.scorecard import sigmoid
from training.unripe import unripe_rows

COSTS = Costs("EUR", replacement_cost=30_000, hourly_cost=60, hours=1.5, effect=0.15)


def drawn_rows(n: int = 4000, seed: int = 3) -> Predictions:
    """Well calibrated scores beside useless ones, one row per employee, four lists."""
    rng = np.random.default_rng(seed)
    truth = rng.normal(-2, 1.2, n)
    y = (rng.random(n) < sigmoid(truth)).astype(np.int64)
    index, zero = np.arange(n), np.zeros(n, dtype=np.int64)
    said = {MODEL: truth, "noise": rng.permutation(truth)}
    return Predictions(index, y, index, zero, zero, index % 4, said)


def test_net_benefit_is_that_of_vickers_and_elkin() -> None:
    """Counted by hand at each threshold: hits less false alarms at the odds of the threshold, per row."""
    rows = drawn_rows()
    p, n = sigmoid(rows.log_odds[MODEL]), len(rows.y)
    for point in decision_curve(rows, MODEL, draws=20):
        above, odds = p >= point.threshold, point.threshold / (1 - point.threshold)
        hits, alarms = int(rows.y[above].sum()), int((1 - rows.y[above]).sum())
        everyone = rows.y.mean() - (1 - rows.y.mean()) * odds
        assert point.share == pytest.approx(above.mean())
        assert point.model.value == pytest.approx(hits / n - alarms / n * odds)
        assert point.everyone == pytest.approx(everyone)
        assert point.gain.value == pytest.approx(point.model.value - max(everyone, 0.0))


def test_an_honest_model_is_of_use_and_noise_is_not() -> None:
    """At the base rate the true probabilities gain clearly over everyone and nobody; shuffled ones do not."""
    rows = drawn_rows()
    honest, noise = (decision_curve(rows, name)[3] for name in (MODEL, "noise"))
    assert honest.threshold == pytest.approx(rows.y.mean())
    assert honest.gain.low is not None
    assert honest.gain.low > 0.02
    assert noise.gain.value < 0


def test_a_constant_is_worth_a_lottery_at_capacity() -> None:
    """Equal scores share the places that are left: precision is the base rate, whatever the order of the rows."""
    rows = drawn_rows()
    order = np.argsort(rows.y, kind="stable")
    index, zero = np.arange(len(order)), np.zeros(len(order), dtype=np.int64)
    sorted_rows = Predictions(
        index, rows.y[order], index, zero, zero, zero, {MODEL: np.full(len(order), -2.0)}
    )
    whole = draw_figures(sorted_rows, draws=2).whole[MODEL]
    assert whole[capacity_column(0.10, "precision")] == pytest.approx(rows.y.mean())
    assert whole[capacity_column(0.10, "lift")] == pytest.approx(1.0)


def test_net_value_is_the_policy_s_formula_with_what_really_happened() -> None:
    """Precision x effect x replacement cost - hours x hourly cost, intervals from the same draws, break-even at 0."""
    rows = drawn_rows()
    drawn = draw_figures(rows, draws=50)
    table = net_value(drawn, (MODEL, "noise"), 0.2, COSTS)
    line = next(line for line in table.lines if (line.name, line.share) == (MODEL, 0.10))
    ranks = [np.argsort(np.argsort(-rows.log_odds[MODEL][rows.pool == k])) for k in range(4)]
    top = np.concatenate([rows.y[rows.pool == k][rank < 100] for k, rank in enumerate(ranks)])
    assert line.value.value == pytest.approx(top.mean() * 0.15 * 30_000 - 1.5 * 60)
    assert line.value.low is not None
    assert line.value.high is not None
    assert line.value.low < line.value.value < line.value.high
    assert table.anyone == pytest.approx(0.2 * 4500 - 90)
    assert table.break_even is not None
    assert COSTS.value(table.break_even) == pytest.approx(0.0)
    assert replace(COSTS, effect=0.0).break_even is None


def test_a_list_that_stays_and_one_drawn_anew_are_told_apart(rows: TrainingData) -> None:
    """The same order on every day keeps everybody; a new lottery keeps about the listed share."""
    assert rows.as_of is not None
    everyone, zero = np.arange(rows.rows), np.zeros(rows.rows, dtype=np.int64)
    pool = rows.as_of.astype(np.int64)
    fixed = rows.groups.astype(float)
    lottery = np.random.default_rng(0).normal(size=rows.rows)
    for score, kept in ((fixed, 1.0), (lottery, 0.10)):
        said = Predictions(everyone, rows.y, rows.groups, zero, zero, pool, {MODEL: score})
        found = stability(rows, said, MODEL)
        assert found is not None
        assert len(found.steps) == len(rows.dates) - 1
        assert all(step.listed == 30 and not step.refitted for step in found.steps)
        assert found.kept.value == pytest.approx(kept, abs=0.1)
        first = found.steps[0]
        assert (first.kept.low, first.kept.high) == wilson(round(first.kept.value * 30), 30)


def test_a_step_across_two_fits_is_marked(rows: TrainingData) -> None:
    """What moved there may be the model."""
    assert rows.as_of is not None
    zero, later = np.zeros(rows.rows, dtype=np.int64), rows.as_of == rows.dates[-1]
    pool = rows.as_of.astype(np.int64)
    said = Predictions(
        np.arange(rows.rows),
        rows.y,
        rows.groups,
        later.astype(np.int64),
        zero,
        pool,
        {MODEL: rows.groups * 1.0},
    )
    found = stability(rows, said, MODEL)
    assert found is not None
    assert [step.refitted for step in found.steps] == [False, False, True]


def test_every_month_and_group_has_intervals(trained: Trained) -> None:
    """Shares of one row per person are Wilson's; ratio and AUC are resampled, or null on few events."""
    lines = (*trained.report.by_month, *trained.report.by_group)
    assert lines
    for line in lines:
        assert line.observed.low is not None
        assert line.observed.low <= line.observed.value
        assert (line.auc is None) == (line.observed_over_expected is None) == (line.events < 10)
        if line.auc is not None:
            assert line.auc.low is not None
    month = trained.report.by_month[0]
    assert (month.observed.low, month.observed.high) == wilson(month.events, month.rows)


def test_shares_of_people_seen_twice_are_resampled_by_person(rows: TrainingData) -> None:
    """Every row doubled under the same employee: an interval of n people, not of 2n rows."""
    twice = np.repeat(np.arange(rows.rows), 2)
    zero = np.zeros(len(twice), dtype=np.int64)
    flat = np.full(len(twice), -1.5)
    doubled = replace(rows, as_of=np.full(rows.rows, np.datetime64("2020-01-01")))
    said = Predictions(twice, rows.y[twice], twice // 1, zero, zero, zero, {MODEL: flat})
    line = by_month(doubled, replace(said, group=np.repeat(np.arange(rows.rows), 2)), MODEL)[0]
    assert line.observed.low is not None
    assert line.observed.high is not None
    one, two = wilson(int(rows.y.sum()), rows.rows), wilson(2 * int(rows.y.sum()), 2 * rows.rows)
    width = line.observed.high - line.observed.low
    assert width > 1.15 * (two[1] - two[0])
    assert width == pytest.approx(one[1] - one[0], rel=0.2)


def test_the_prices_of_two_decisions_are_paired_differences(trained: Trained) -> None:
    """Beside unrestricted trees and beside the protected attributes as inputs; neither is among the candidates."""
    report = trained.report
    for price in (report.glass_box_price, report.protected_price):
        assert price is not None
        assert price.auc.low is not None
        assert price.auc.low <= price.auc.value <= (price.auc.high or 1)
    assert report.ceiling is not None
    gap = report.model.auc.value - report.ceiling.metrics.auc.value
    assert report.glass_box_price is not None
    assert report.glass_box_price.auc.value == pytest.approx(gap)
    assert INFORMED not in {entry.name for entry in (*report.candidates, *report.baselines)}


def test_protected_attributes_become_columns_of_their_own_only_for_that_question(rows: TrainingData) -> None:
    """Numbers, days and text each in their kind, behind a name that no input can have; nothing without them."""
    days = pl.Series(
        "birth_date", [date(1980, 1, 1), None, date(1990, 1, 1), date(2000, 1, 1)] * (rows.rows // 4)
    )
    assert rows.protected is not None
    audit = rows.protected.with_columns(days, pl.lit("x").alias("constant"))
    matrix = FeatureMatrix.of(rows.frame, rows.specs)
    informed = with_protected(replace(rows, protected=audit), matrix)
    assert informed is not None
    added = [(spec.name, spec.kind) for spec in informed.specs[len(rows.specs) :]]
    assert added == [
        ("protected: gender", "category"), ("protected: age", "number"), ("protected: birth_date", "number"),
    ]  # fmt: skip
    assert with_protected(replace(rows, protected=None), matrix) is None


def test_rows_whose_horizon_is_running_are_counted_so_far() -> None:
    """Notice inside the days seen is an event so far; people in notice are out; the share seen by then is by hand."""
    until, horizon = date(2026, 6, 30), 180
    days = [date(2025, 7, 1), date(2026, 4, 1)]
    rows = pl.DataFrame(
        {
            "employee_id": [f"p{k}" for k in range(10)] * 2,
            "as_of": [day for day in days for _ in range(10)],
            "contract": "permanent",
            "contract_end": pl.Series([None] * 20, dtype=pl.Date),
            "x": 1.0,
        }
    )
    exits = pl.DataFrame(
        {
            "employee_id": ["p0", "p1", "p2", "p3"],
            "notice_date": [date(2025, 8, 1), date(2025, 11, 1), date(2026, 5, 1), date(2026, 3, 1)],
            "last_day": [date(2025, 9, 1), date(2025, 12, 1), date(2026, 6, 1), date(2026, 4, 15)],
            "kind": "voluntary",
        }
    )
    specs = (FeatureSpec("x", "number", "X"),)
    found = unripe_rows(rows, exits, specs, covers_until=until, horizon_days=horizon, notice_days=30)
    assert found is not None
    assert found.seen_days == {date(2026, 4, 1): 90}
    assert found.happened.sum() == 1
    assert len(found.happened) == 9
    assert found.so_far == {date(2026, 4, 1): 0.5}
    ripe = rows.filter(pl.col("as_of") == days[0])
    assert unripe_rows(ripe, exits, specs, covers_until=until, horizon_days=horizon, notice_days=30) is None
