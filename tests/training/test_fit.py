"""Training as a whole: the same rows give the same bytes, and the report says what was really tested."""

import json
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from training.bands import band_starts
from training.cold_start import cold_start_scorecard
from training.dataset import NothingToLearnFrom, TrainingData, snapshot_dataset
from training.evaluation.intervals import wilson
from training.evaluation.predictions import Predictions
from training.fit import Trained, train, varying_features
from training.matrix import FeatureMatrix
from training.scorecard import Scorecard


def test_the_same_rows_give_the_same_scorecard_bytes(trained: Trained, rows: TrainingData) -> None:
    """Bitwise, figures included; being watched changes nothing, and every stage is told to its end."""
    told: list[tuple[int, int, str]] = []
    again = train(rows, name="made-up", tick=lambda done, total, what: told.append((done, total, what)))
    assert again.scorecard.to_json() == trained.scorecard.to_json()
    assert again.report == trained.report
    ends = {what: (done, total) for done, total, what in told}
    assert len(ends) == 2
    assert all(done == total for done, total in ends.values())


def test_the_scorecard_reads_back_and_scores_the_training_rows(trained: Trained, rows: TrainingData) -> None:
    """What is written is what scores, and its mean probability is the event rate."""
    card = Scorecard.from_json(trained.scorecard.to_json())
    scores = card.score(rows.table())
    np.testing.assert_array_equal(scores.log_odds, trained.scorecard.score(rows.table()).log_odds)
    assert scores.probability.mean() == pytest.approx(rows.base_rate, rel=0.03)
    assert (card.trained.rows, card.trained.events) == (rows.rows, rows.events)
    assert card.base_rate == rows.base_rate


def test_bands_count_rows_that_the_model_had_not_seen(trained: Trained) -> None:
    """Their rows are the tested ones, their shares rise from steady to talk soon, intervals are Wilson's."""
    bands = trained.scorecard.bands
    assert trained.scorecard.evidence == "out_of_time"
    assert sum(band.n for band in bands) == trained.report.tested_rows
    assert sum(band.events for band in bands) == trained.report.tested_events
    shares = [band.left for band in bands]
    assert all(share is not None for share in shares)
    assert shares == sorted(share for share in shares if share is not None)
    assert all((band.low, band.high) == wilson(band.events, band.n) for band in bands)


def test_bands_start_at_multiples_of_the_base_rate() -> None:
    """1.5 and 3 times 4 %; where that would pass certainty, where staying is as much rarer than usual."""
    chance = 1 / (1 + np.exp(-np.array(band_starts(0.04, (1.5, 3.0)))))
    assert chance == pytest.approx([0.06, 0.12])
    common = 1 / (1 + np.exp(-np.array(band_starts(0.6, (1.5, 3.0)))))
    assert common == pytest.approx([1 - 0.4 / 1.5, 1 - 0.4 / 3])


def test_test_days_closer_than_the_horizon_are_counted_once(rows: TrainingData) -> None:
    """Half-yearly days with a yearly horizon: every other test day is left out of the bands."""
    assert rows.as_of is not None
    half = replace(rows, as_of=rows.as_of - (rows.as_of - rows.as_of.min()) // 2)
    tried = train(half, name="half-yearly")
    tested = {fold.test_from for fold in tried.report.folds} | {
        fold.test_until for fold in tried.report.folds
    }
    assert len(tested) == 1
    assert sum(band.n for band in tried.scorecard.bands) == 300


def test_the_model_beats_every_baseline_on_planted_drivers(trained: Trained) -> None:
    """The report holds the four baselines, both families and the ceiling, on the same rows."""
    report = trained.report
    assert [line.name for line in report.baselines] == [
        "constant", "tenure hazard", "last year's rate by unit", "three columns",
    ]  # fmt: skip
    assert {line.name for line in report.candidates} == {"logistic regression", "additive boosting"}
    assert report.ceiling is not None
    best = max(line.metrics.average_precision.value for line in report.baselines)
    assert report.model.average_precision.value > best
    assert 0.8 < report.model.observed_over_expected.value < 1.25
    assert report.single_features[0].name == "overtime"


def test_every_training_row_is_in_one_place_of_every_shape_table(
    trained: Trained, rows: TrainingData
) -> None:
    """Counts behind a shape add up to all rows and all events; the strongest driver comes first."""
    for table in trained.report.shapes:
        assert sum(point.rows for point in table.points) == rows.rows
        assert sum(point.events for point in table.points) == rows.events
    assert trained.report.shapes[0].name == "overtime"


def test_groups_and_months_cover_the_tested_rows(trained: Trained) -> None:
    """By month, by gender and by age quarter, each row once."""
    report = trained.report
    for attribute in ("month", "gender", "age"):
        lines = [line for line in (*report.by_month, *report.by_group) if line.attribute == attribute]
        assert len(lines) > 1
        assert sum(line.rows for line in lines) == report.tested_rows
        assert sum(line.events for line in lines) == report.tested_events


def test_the_report_is_plain_json(trained: Trained) -> None:
    """Days as text, numbers finite."""
    text = json.dumps(trained.report.to_dict(), allow_nan=False)
    assert json.loads(text)["folds"][0]["test_from"].startswith("20")


def test_protected_columns_never_reach_the_model(trained: Trained, rows: TrainingData) -> None:
    """They are in the by-group figures and nowhere in the scorecard."""
    assert rows.protected is not None
    assert not {feature.name for feature in trained.scorecard.features} & set(rows.protected.columns)


def test_cold_start_orders_by_tenure_alone(trained: Trained, rows: TrainingData) -> None:
    """Short tenure first, as planted; without a tenure feature there is no such list."""
    cold = trained.cold_start
    assert cold is not None
    assert [feature.name for feature in cold.features] == ["tenure"]
    few, many = cold.score(pl.DataFrame({"tenure": [1.0, 20.0]}).to_arrow()).log_odds
    assert few > many
    plain = replace(rows, specs=tuple(replace(spec, theme="") for spec in rows.specs))
    nobody = np.zeros(0, dtype=np.int64)
    unseen = Predictions(nobody, nobody, nobody, nobody, nobody, nobody, {})
    matrix = FeatureMatrix.of(plain.frame, plain.specs)
    assert cold_start_scorecard(plain, matrix, unseen, trained.scorecard) is None


def test_features_that_never_vary_are_left_out_and_named(rows: TrainingData) -> None:
    """A column of one value, or of nulls only, cannot say anything."""
    flat = rows.frame.with_columns(commute=pl.lit(30.0), site=pl.lit(None, dtype=pl.String))
    kept, names = varying_features(replace(rows, frame=flat))
    assert names == ("commute", "site")
    assert [spec.name for spec in kept.specs] == ["tenure", "overtime", "job"]


def test_one_outcome_only_is_refused_with_its_count(rows: TrainingData) -> None:
    """Nobody left: nothing to learn from."""
    with pytest.raises(NothingToLearnFrom, match="1200 labelled rows with 0 events"):
        replace(rows, y=np.zeros(1200, dtype=np.int64))


def test_snapshot_rows_without_a_target_are_left_out_and_counted(rows: TrainingData) -> None:
    """They can be scored, not learned from."""
    frame = rows.frame.with_columns(
        employee_id=rows.employee_id, as_of=pl.lit(None, dtype=pl.Date), unit_id=rows.unit_id,
        target=pl.Series(rows.y, dtype=pl.Int8).scatter([0, 1, 2], None),
    )  # fmt: skip
    data = snapshot_dataset(frame, rows.specs, horizon_days=365, feature_set="f", data_hash="x")
    assert (data.rows, dict(data.excluded)) == (1197, {"no target": 3})
    assert data.as_of is None


def test_too_few_of_either_outcome_is_refused_before_anything_is_fitted(rows: TrainingData) -> None:
    """Nine events, or nine people who stayed, cannot be on both sides of every inner split."""
    for rare in (0, 1):
        y = np.full(rows.rows, 1 - rare)
        y[:9] = rare
        with pytest.raises(NothingToLearnFrom, match="at least 10 of each outcome"):
            train(replace(rows, y=y), name="made-up")
