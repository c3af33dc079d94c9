"""The candidates: what they compile to is what they fitted, and nothing of it depends on the order of the rows."""

from collections.abc import Callable

import numpy as np
import polars as pl
import pytest

from training.additive import AdditiveBoosting
from training.candidate import GlassCandidate
from training.coding import bin_edges, code_matrix, fit_codings
from training.columns import InputsRefused
from training.compiling import scorecard_of
from training.dataset import TrainingData
from training.logistic import LogisticCandidate
from training.matrix import FeatureMatrix
from training.scorecard import BAND_NAMES, Band, Calibration, Scorecard
from training.shapes import LineShape, TableShape

CANDIDATES = [AdditiveBoosting(8), AdditiveBoosting(32), LogisticCandidate()]
BANDS = tuple(
    Band(name=name, from_log_odds=start, n=0, events=0, left=None, low=None, high=None)
    for name, start in zip(BAND_NAMES, (None, -1.0, 1.0), strict=True)
)


def card_of(candidate: GlassCandidate, data: TrainingData, index: int) -> tuple[Scorecard, np.ndarray]:
    """The scorecard compiled from a fit, and the raw log-odds of the fitted estimator itself."""
    matrix = FeatureMatrix.of(data.frame, data.specs)
    path = candidate.fit(matrix, data.y, index)
    platt = Calibration(a=1.2, b=-0.3)
    card = scorecard_of(
        path.glass_box(index), data.specs, platt, BANDS, data, name="t", task="t", evidence="out_of_time"
    )
    if isinstance(candidate, LogisticCandidate):
        said = path.models[index].decision_function(path.design.inputs(matrix))
    else:
        said = path.estimator_raw(matrix)
    return card, 1.2 * said - 0.3


@pytest.mark.parametrize("candidate", CANDIDATES, ids=lambda c: c.name)
def test_the_scorecard_is_the_fitted_estimator(candidate: GlassCandidate, rows: TrainingData) -> None:
    """Log-odds of the compiled shapes and of scikit-learn's own model agree within 1e-9 on every row."""
    for index in (2, 4):
        card, said = card_of(candidate, rows, index)
        np.testing.assert_allclose(card.score(rows.table()).log_odds, said, rtol=0, atol=1e-9)


@pytest.mark.parametrize("candidate", CANDIDATES, ids=lambda c: c.name)
def test_reasons_average_to_nothing_on_the_training_rows(
    candidate: GlassCandidate, rows: TrainingData
) -> None:
    """Each contribution is measured from the average employee, so the base is the average score."""
    card, _ = card_of(candidate, rows, 4)
    scores = card.score(rows.table())
    np.testing.assert_allclose(scores.contributions.mean(axis=0), 0, atol=1e-9)
    assert scores.log_odds.mean() == pytest.approx(scores.base)


@pytest.mark.parametrize("candidate", CANDIDATES, ids=lambda c: c.name)
def test_the_whole_path_predicts_what_its_glass_boxes_predict(
    candidate: GlassCandidate, rows: TrainingData
) -> None:
    """The fast lookup used in cross-validation is the model that is served."""
    matrix = FeatureMatrix.of(rows.frame, rows.specs)
    train, test = np.arange(0, rows.rows, 2), np.arange(1, rows.rows, 2)
    path = candidate.fit(matrix.take(train), rows.y[train])
    raw = path.raw(matrix.take(test))
    for index in range(len(candidate.settings)):
        np.testing.assert_allclose(raw[:, index], path.glass_box(index).raw(matrix.take(test)), atol=1e-9)


@pytest.mark.parametrize("candidate", CANDIDATES, ids=lambda c: c.name)
def test_missing_and_unseen_values_still_add_up(candidate: GlassCandidate, rows: TrainingData) -> None:
    """Rows of nothing but nulls and unknown categories get finite scores that are the sum of their reasons."""
    card, _ = card_of(candidate, rows, 4)
    strange = pl.DataFrame(
        {
            "tenure": [None, -1e12, float("nan")],
            "overtime": [None, 1e12, 0.0],
            "commute": [None, 1e300, -1e300],
            "job": [None, "astronaut", "cook"],
            "site": [None, "", "north"],
        }
    )
    scores = card.score(strange.to_arrow())
    assert np.isfinite(scores.log_odds).all()
    total = scores.base + scores.contributions.sum(axis=1)
    np.testing.assert_allclose(total, scores.log_odds, rtol=0, atol=1e-9)


def test_boosting_says_nothing_about_what_it_never_saw(rows: TrainingData) -> None:
    """An unseen category, and a missing value of a column that was always there, contribute 0."""
    card, _ = card_of(AdditiveBoosting(8), rows, 4)
    shapes = {feature.name: feature.shape for feature in card.features}
    assert isinstance(shapes["job"], TableShape)
    assert shapes["job"].unseen == 0.0
    assert shapes["tenure"].missing == 0.0
    assert shapes["overtime"].missing != 0.0


@pytest.mark.parametrize("candidate", CANDIDATES, ids=lambda c: c.name)
def test_the_driver_that_was_planted_is_found_with_its_sign(
    candidate: GlassCandidate, rows: TrainingData
) -> None:
    """More overtime raises the score, more tenure lowers it, being a cook raises it."""
    card, _ = card_of(candidate, rows, 4)
    row = {"tenure": 5.0, "overtime": 0.0, "commute": 30.0, "job": "nurse", "site": "north"}
    for name, from_, to, sign in (
        ("overtime", -1.5, 1.5, 1),
        ("tenure", 1.0, 14.0, -1),
        ("job", "nurse", "cook", 1),
    ):
        pair = pl.DataFrame([{**row, name: from_}, {**row, name: to}])
        low, high = card.score(pair.to_arrow()).log_odds
        assert sign * (high - low) > 0.3


def test_rare_categories_share_the_place_of_unseen_ones(make_rows: Callable[..., TrainingData]) -> None:
    """Fewer than ten rows are too few for a category of its own; nobody can be singled out by it."""
    data = make_rows(500, 1, seed=3)
    job = data.frame["job"].to_list()
    job[:5] = ["founder"] * 5
    frame = data.frame.with_columns(job=pl.Series(job))
    matrix = FeatureMatrix.of(frame, data.specs)
    shape = AdditiveBoosting(8).fit(matrix, data.y, 3).glass_box(3).shapes[3]
    assert isinstance(shape, TableShape)
    assert shape.levels["founder"] == shape.unseen


def test_bins_lie_between_values_and_are_no_more_than_asked() -> None:
    """Few values: an edge between all neighbours; many: at the quantiles, never on a value."""
    assert bin_edges(np.array([3.0, 1.0, 1.0, 2.0, np.nan]), 8).tolist() == [1.5, 2.5]
    assert bin_edges(np.array([np.nan, np.nan]), 8).tolist() == []
    column = np.random.default_rng(0).normal(size=1000)
    edges = bin_edges(column, 8)
    assert len(edges) == 7
    assert not set(edges) & set(column)
    counts = np.bincount(np.searchsorted(edges, column))
    assert counts.min() > 110


def test_codes_come_from_the_training_rows_only(rows: TrainingData) -> None:
    """Changing a row that was not trained on changes no code of another row."""
    matrix = FeatureMatrix.of(rows.frame, rows.specs)
    train = np.arange(1000)
    before = fit_codings(matrix.take(train), rows.y[train], 8)
    changed = rows.frame.with_columns(
        commute=pl.when(pl.int_range(pl.len()) >= 1000).then(pl.lit(1e9)).otherwise(pl.col("commute"))
    )
    other = FeatureMatrix.of(changed, rows.specs)
    after = fit_codings(other.take(train), rows.y[train], 8)
    np.testing.assert_array_equal(
        code_matrix(before, matrix.take(train)), code_matrix(after, matrix.take(train))
    )


def test_the_order_of_categories_does_not_matter(rows: TrainingData) -> None:
    """Rows that arrive in another order give the same model of every category."""
    matrix = FeatureMatrix.of(rows.frame, rows.specs)
    turned = rows.frame.reverse()
    other = FeatureMatrix.of(turned, rows.specs)
    assert matrix.levels == other.levels
    one = AdditiveBoosting(8).fit(matrix, rows.y, 2).glass_box(2)
    two = AdditiveBoosting(8).fit(other, rows.y[::-1], 2).glass_box(2)
    np.testing.assert_allclose(one.raw(matrix), two.raw(other)[::-1], atol=1e-6)


def test_a_line_ends_where_no_single_person_stands(rows: TrainingData) -> None:
    """The highest pay of all is nobody's to read in a scorecard: lines go on flat beyond quantiles."""
    pay = np.linspace(40_000, 60_000, rows.rows)
    pay[0] = 987_654.0
    spec = next(spec for spec in rows.specs if spec.kind == "number")
    matrix = FeatureMatrix((spec,), (pay,), ((),))
    shape = LogisticCandidate().fit(matrix, rows.y, 0).glass_box(0).shapes[0]
    assert isinstance(shape, LineShape)
    assert 40_000 < shape.low < shape.high < 60_000


def test_numbers_that_no_unit_explains_are_refused_with_their_rows(rows: TrainingData) -> None:
    """1e308 is finite, but its square is not: the column and the row are named."""
    spec = next(spec for spec in rows.specs if spec.kind == "number")
    with pytest.raises(InputsRefused, match=f"{spec.name}.*beyond 1e.100: 1 row, first at row 1"):
        FeatureMatrix.of(pl.DataFrame({spec.name: [1.0, 1e308, None]}), (spec,))
