"""What every model must beat: a constant, tenure alone, last year's rate of the unit, three columns."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from data_contracts.feature_spec import FeatureSpec
from training.candidate import Outcomes, Weights
from training.coding import CategoryCoding, Coding, code_matrix, fit_codings
from training.columns import FloatArray
from training.dataset import TrainingData
from training.evaluation.predictions import log_odds_of
from training.evaluation.ranking import Ranking
from training.hazard import hazard_shape, smoothed_rates
from training.logistic import LogisticCandidate
from training.matrix import FeatureMatrix, Rows

CONSTANT, TENURE, UNIT, THREE = "constant", "tenure hazard", "last year's rate by unit", "three columns"
SINGLE_BINS = 16
UNIT_PRIOR_EVENTS = 2.0
SINGLE_PRIOR_EVENTS = 1.0
YEAR = np.timedelta64(365, "D")


@dataclass(frozen=True)
class TrainTest:
    """One split: features and outcomes to learn from, features and rows to predict."""

    data: TrainingData
    train_rows: Rows
    test_rows: Rows
    train: FeatureMatrix
    test: FeatureMatrix

    @classmethod
    def of(cls, data: TrainingData, matrix: FeatureMatrix, train: Rows, test: Rows) -> "TrainTest":
        """The two sides of `matrix`."""
        return cls(data, train, test, matrix.take(train), matrix.take(test))

    @property
    def y(self) -> Outcomes:
        """Outcomes of the training rows."""
        return self.data.y[self.train_rows]

    @property
    def weight(self) -> Weights:
        """How much each training row counts in a fit."""
        return self.data.fit_weights(self.train_rows)

    @property
    def y_test(self) -> Outcomes:
        """Outcomes of the test rows."""
        return self.data.y[self.test_rows]


def tenure_feature(specs: Sequence[FeatureSpec]) -> FeatureSpec | None:
    """The number that says how long someone has been here: `tenure_months`, else the first of theme tenure."""
    numbers = [spec for spec in specs if spec.kind == "number"]
    named = [spec for spec in numbers if spec.name == "tenure_months"]
    return next(iter(named or [spec for spec in numbers if spec.theme == "tenure"]), None)


def baselines(split: TrainTest, single: FloatArray) -> dict[str, FloatArray]:
    """(n test,) log-odds of each baseline that the data allows; `single` ranks the features for the last one."""
    rate = np.average(split.y, weights=split.weight)
    found = {CONSTANT: np.full(len(split.test_rows), log_odds_of(np.array([rate]))[0])}
    tenure = tenure_feature(split.train.specs)
    if tenure is not None:
        found[TENURE] = _tenure(split, tenure.name)
    if split.data.unit_id is not None:
        found[UNIT] = _unit_rate(split)
    found[THREE] = _three_columns(split, single)
    return found


def single_feature_scores(split: TrainTest) -> tuple[FloatArray, FloatArray]:
    """(m,) AUC of each feature alone, as its smoothed rate per code: on the training rows and on the test rows."""
    codings = fit_codings(split.train, split.y, SINGLE_BINS)
    train, test = code_matrix(codings, split.train), code_matrix(codings, split.test)
    pairs = [_single(codings[j], train[:, j], test[:, j], split) for j in range(len(codings))]
    on_train, on_test = np.array(pairs).T
    return on_train, on_test


def _single(coding: Coding, train: Rows, test: Rows, split: TrainTest) -> tuple[float, float]:
    size = coding.size + 2
    prior = float(split.y.mean())
    pooled = coding.pooled if isinstance(coding, CategoryCoding) else -2
    place = np.array([*range(coding.size), pooled if pooled >= 0 else coding.size, coding.size + 1])
    rates = smoothed_rates(place[train], size, split.y, prior, SINGLE_PRIOR_EVENTS)
    return (_auc(split.y, rates[place[train]]), _auc(split.y_test, rates[place[test]]))


def _auc(y: Outcomes, score: FloatArray) -> float:
    return Ranking.of(y, score).auc(np.ones(len(y)))


def _tenure(split: TrainTest, name: str) -> FloatArray:
    train, test = split.train.only([name]), split.test.only([name])
    shape = hazard_shape(np.asarray(train.columns[0], dtype=np.float64), split.y, split.weight)
    return shape.of_numbers(np.asarray(test.columns[0], dtype=np.float64))


def _unit_rate(split: TrainTest) -> FloatArray:
    """Smoothed rate of each unit in the last year of the training rows; a unit without rows gets the overall."""
    assert split.data.unit_id is not None
    units = split.data.unit_id.fill_null("").to_numpy()
    names, codes = np.unique(units, return_inverse=True)
    rows = split.train_rows
    if split.data.as_of is not None:
        days = split.data.as_of[rows]
        rows = rows[days > days.max() - YEAR]
    prior = float(np.average(split.y, weights=split.weight))
    weight = split.data.fit_weights(rows)
    rates = smoothed_rates(codes[rows], len(names), split.data.y[rows], prior, UNIT_PRIOR_EVENTS, weight)
    return log_odds_of(rates[codes[split.test_rows]])


def _three_columns(split: TrainTest, single: FloatArray) -> FloatArray:
    """Logistic regression, hardly penalised, on the three features that alone order the training rows best."""
    best = np.argsort(-single, kind="stable")[:3]
    names = [split.train.specs[j].name for j in best]
    candidate = LogisticCandidate()
    last = len(candidate.settings) - 1
    path = candidate.fit(split.train.only(names), split.y, last, split.weight)
    return path.raw(split.test.only(names))[:, last]
