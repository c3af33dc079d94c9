"""Exposure without outreach: what a contact touches is left out, and what remains stands in for it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from features.catalogue import FEATURES
from tests.training.outreach_world import SLOPE, SPECS, World, outreach_world, true_log_odds
from training.dataset import TrainingData
from training.evaluation.backtest import MODEL
from training.evaluation.metrics import difference, draw_figures, metrics_of
from training.evaluation.predictions import Predictions
from training.exposure import BEFORE, INSIDE, days_to_contact, untreated_exposure
from training.fit import train
from training.logistic import LogisticCandidate
from training.matrix import FeatureMatrix
from training.survival import watched

DAY = date(2024, 1, 1)
SETTING = 4
CHAMPION = "correct champion"


@dataclass(frozen=True)
class Seen:
    """One world through one pair of eyes: its rows and the model that they teach."""

    data: TrainingData

    @property
    def slope(self) -> float:
        """The slope of the risk factor in a regression on these rows."""
        return float(self._path().glass_box(SETTING).shapes[0].slope)

    def says(self, other: TrainingData) -> np.ndarray:
        """Log-odds of that regression for other rows."""
        return self._path().raw(FeatureMatrix.of(other.frame, other.specs))[:, SETTING]

    def _path(self):
        matrix = FeatureMatrix.of(self.data.frame, self.data.specs)
        return LogisticCandidate().fit(matrix, self.data.y, SETTING, self.data.weight)


@pytest.fixture(scope="module")
def world() -> World:
    """A company whose outreach removes half of the exits at the top."""
    return outreach_world(4000, 30, seed=1)


@pytest.fixture(scope="module")
def untreated(world: World) -> Seen:
    """Its exposure without outreach."""
    return Seen(world.rows(untreated=True))


@pytest.fixture(scope="module")
def naive(world: World) -> Seen:
    """All its exposure, as if nobody had been talked to."""
    return Seen(world.rows(untreated=False))


def figures(data: TrainingData, said: dict[str, np.ndarray]) -> Predictions:
    """Predictions for all rows of a data set."""
    nothing = np.zeros(data.rows, dtype=np.int64)
    return Predictions(
        np.arange(data.rows), data.y, data.groups, nothing, nothing, nothing, said, data.weight
    )


def of_the_top(data: TrainingData, predictions: Predictions) -> Predictions:
    """The rows that outreach is about: the highest 15 % by risk factor."""
    risk = data.frame["risk_factor"].to_numpy()
    return predictions.where(risk >= np.quantile(risk, 0.85))


def test_a_correct_model_stays_calibrated_on_untreated_exposure(untreated: Seen, naive: Seen) -> None:
    """Observed over expected of the truth itself is near 1; all exposure would have called it twice too high."""
    for seen, low, high in ((untreated, 0.85, 1.15), (naive, 0.4, 0.65)):
        truth = {MODEL: true_log_odds(seen.data.frame["risk_factor"].to_numpy())}
        top = of_the_top(seen.data, figures(seen.data, truth))
        ratio = metrics_of(MODEL, draw_figures(top, draws=20)).observed_over_expected.value
        assert low < ratio < high


def test_a_correct_champion_is_not_demoted_by_its_own_success(untreated: Seen, naive: Seen) -> None:
    """A challenger that learned from all exposure looks better on all exposure, and is worse on the untreated."""
    lost = {}
    for name, seen in (("untreated", untreated), ("naive", naive)):
        truth = true_log_odds(seen.data.frame["risk_factor"].to_numpy())
        compared = figures(seen.data, {MODEL: naive.says(seen.data), CHAMPION: truth})
        lost[name] = difference(MODEL, CHAMPION, draw_figures(compared, draws=50)).log_loss
    assert lost["naive"].high is not None
    assert lost["naive"].high < 0
    assert lost["untreated"].low is not None
    assert lost["untreated"].low > 0


def test_success_does_not_teach_the_next_model_that_risk_means_staying(untreated: Seen, naive: Seen) -> None:
    """The refit keeps sign and size of the risk factor; a refit on all exposure loses a quarter of it."""
    # The label's window has three months, so its log-odds rise a little less than the monthly hazard's.
    assert untreated.slope == pytest.approx(0.97 * SLOPE, rel=0.12)
    assert naive.slope < 0.8 * SLOPE
    assert naive.slope < 0.85 * untreated.slope


@pytest.mark.slow
def test_training_passes_the_gate_and_is_calibrated_once_outreach_runs() -> None:
    """The whole procedure, on untreated exposure, counting what it left out."""
    data = outreach_world(800, 20, seed=2).rows(untreated=True)
    tried = train(data, name="world")
    assert tried.verdict.passed
    assert 0.7 < tried.report.model.observed_over_expected.value < 1.4
    assert tried.report.excluded[BEFORE] > 500
    assert tried.report.excluded[INSIDE] > 100


def rows_of(*people: str) -> pl.DataFrame:
    """One row per person on one day."""
    return pl.DataFrame({"employee_id": people, "as_of": [DAY] * len(people)})


def contacts_of(**days: int) -> pl.DataFrame:
    """One contact per person, so many days after that day."""
    when = [DAY + timedelta(days=k) for k in days.values()]
    return pl.DataFrame({"employee_id": list(days), "date": when})


def test_days_to_contact_see_the_first_one_that_matters() -> None:
    """From the day on which a conversation could still work; the first of several; nobody else's."""
    contacts = pl.concat([contacts_of(a=-40, b=-20, c=5), contacts_of(a=7, b=90, c=9)])
    found = days_to_contact(rows_of("c", "a", "b", "nobody"), contacts, 30)
    np.testing.assert_array_equal(found, [5, 7, -20, np.inf])


def test_a_row_is_untreated_until_its_story_ends() -> None:
    """Contact before, contact inside, contact on the day of the notice, contact after it, none."""
    rows = rows_of("before", "inside", "same_day", "after", "none")
    frame = pl.DataFrame({"risk_factor": [1.0, 2.0, 3.0, 4.0, 5.0]})
    matrix = FeatureMatrix.of(frame, SPECS[:1])
    ended = np.array([180.0, 180.0, 60.0, 60.0, 180.0])
    contacts = contacts_of(before=-3, inside=179, same_day=60, after=61)
    found = untreated_exposure(rows, matrix, ended, contacts, effect_days=30)
    assert found.untreated.tolist() == [False, False, True, True, True]
    assert found.counts == {BEFORE: 1, INSIDE: 1}
    # By hand: one of five is lost before as_of, one of the two still watched on day 179 is lost then.
    expected = np.array([1 / 0.8, 1 / 0.8, 1 / (0.8 * 0.5)])
    assert found.weight is not None
    np.testing.assert_allclose(found.weight[found.untreated], expected / expected.mean())


def test_nobody_contacted_leaves_every_row_as_it_is() -> None:
    """No weights, nothing left out: a company without outreach trains as before."""
    rows = rows_of("a", "b")
    matrix = FeatureMatrix.of(pl.DataFrame({"risk_factor": [1.0, 2.0]}), SPECS[:1])
    found = untreated_exposure(rows, matrix, np.array([180.0, 180.0]), contacts_of(other=3), effect_days=30)
    assert found.untreated.all()
    assert found.weight is None


def test_watched_is_the_product_limit_of_those_still_at_risk() -> None:
    """Five at risk, one lost on day 2, one story ends on day 2, one of the remaining three is lost on day 4."""
    lost = np.array([2.0, 4.0, np.inf, np.inf, np.inf])
    ended = np.array([9.0, 9.0, 2.0, 9.0, 9.0])
    np.testing.assert_allclose(
        watched(lost, ended, np.array([2.0, 3.0, 4.0, 5.0, 9.0])), [1, 0.75, 0.75, 0.5, 0.5]
    )


def test_no_feature_reads_past_contacts() -> None:
    """Contact with ER is never an input of a person's score."""
    assert not [spec.name for spec in FEATURES if "outreach" in spec.source]


def test_older_months_count_less_in_the_fit_and_not_in_the_figures(
    make_rows: Callable[..., TrainingData],
) -> None:
    """A half-life of a year halves the weight of the year before; the base rate stays that of all rows."""
    data = make_rows(100, 3, seed=5)
    recent = replace(data, half_life_days=366.0)
    weight = recent.fit_weights(np.arange(data.rows))
    assert weight is not None
    np.testing.assert_allclose(weight[100:200] / weight[:100], 2.0)
    assert weight.mean() == pytest.approx(1.0)
    assert recent.base_rate == data.base_rate
    assert data.fit_weights(np.arange(data.rows)) is None
