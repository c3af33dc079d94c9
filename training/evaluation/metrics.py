"""The figures of a set of predictions, with bootstrap intervals over employees, and paired differences.

AUC; average precision (AP); Brier score (Brier 1950) and its skill against the observed rate; log-loss; expected
calibration error on ten bins of equal size (ECE); observed over expected events (O/E); precision, recall and lift
of the share that capacity allows.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from training.columns import FloatArray
from training.evaluation.figures import AtCapacity, Difference, Figure, Metrics
from training.evaluation.intervals import bootstrap_weights, figure
from training.evaluation.predictions import Predictions
from training.evaluation.ranking import Ranking
from training.scorecard import sigmoid

SHARES = (0.05, 0.10)
DRAWS = 200
ECE_BINS = 10
CAPACITY = ("precision", "recall", "lift")
FIGURES = (
    "auc", "average_precision", "brier", "brier_skill", "log_loss", "calibration_error", "observed_over_expected"
)  # fmt: skip


@dataclass(frozen=True)
class Drawn:
    """The figures of every model on the whole test and on each bootstrap draw: `whole[name]` (figures,),
    `draws[name]` (draws, figures), columns as in `FIGURES`, then precision, recall and lift at each of `SHARES`."""

    whole: dict[str, FloatArray]
    draws: dict[str, FloatArray]


def draw_figures(predictions: Predictions, draws: int = DRAWS, seed: int = 0) -> Drawn:
    """All figures of all models, on the same draws of employees, so that differences are paired."""
    measures = {
        name: Measure.of(predictions.y, said, predictions.pool) for name, said in predictions.log_odds.items()
    }
    rows = predictions.weights
    whole = {name: measure.figures(rows) for name, measure in measures.items()}
    drawn = {name: np.empty((draws, len(FIGURES) + len(CAPACITY) * len(SHARES))) for name in measures}
    for k, weight in enumerate(bootstrap_weights(predictions.group, draws, seed)):
        for name, measure in measures.items():
            drawn[name][k] = measure.figures(rows * weight)
    return Drawn(whole, drawn)


def metrics_of(name: str, drawn: Drawn) -> Metrics:
    """One model's figures with 95 % intervals."""

    def drawn_figure(k: int) -> Figure:
        return figure(float(drawn.whole[name][k]), drawn.draws[name][:, k])

    values = {key: drawn_figure(k) for k, key in enumerate(FIGURES)}
    listed = tuple(
        AtCapacity(share, **{key: drawn_figure(capacity_column(share, key)) for key in CAPACITY})
        for share in SHARES
    )
    return Metrics(**values, at_capacity=listed)


def capacity_column(share: float, key: str) -> int:
    """Where a capacity figure stands among the columns of `Drawn`."""
    return len(FIGURES) + SHARES.index(share) * len(CAPACITY) + CAPACITY.index(key)


def difference(name: str, other: str, drawn: Drawn) -> Difference:
    """`name` minus `other`, with the interval of the paired differences."""
    whole = drawn.whole[name] - drawn.whole[other]
    draws = drawn.draws[name] - drawn.draws[other]
    found = {key: figure(float(whole[k]), draws[:, k]) for k, key in enumerate(FIGURES)}
    keys = ("auc", "average_precision", "brier", "log_loss")
    return Difference(other=other, **{key: found[key] for key in keys})


def listed_rows(score: FloatArray, pool: npt.NDArray[np.int64], share: float) -> npt.NDArray[np.bool_]:
    """Which rows are on the lists when the highest scores of every pool (as-of day) are taken, this share of it."""
    rank = rank_in_pool(score, pool)
    return np.asarray(rank <= max(share, float(rank.min())))


def listed_shares(score: FloatArray, pool: npt.NDArray[np.int64], share: float) -> FloatArray:
    """The same as chances: rows of equal scores share the places that are left, as a lottery among them would."""
    chance = np.zeros(len(score))
    for number in np.unique(pool):
        own = np.flatnonzero(pool == number)
        places = max(1, int(share * len(own) + 1e-9))
        _, run, size = np.unique(-score[own], return_inverse=True, return_counts=True)
        before = np.cumsum(size) - size
        chance[own] = np.clip((places - before) / size, 0.0, 1.0)[run]
    return chance


def rank_in_pool(score: FloatArray, pool: npt.NDArray[np.int64]) -> FloatArray:
    """Place of each row in its pool as a share: 0 < share <= 1, the highest score first."""
    order = np.lexsort((-score, pool))
    sizes = np.unique(pool, return_counts=True)[1]
    shares = np.empty(len(score))
    shares[order] = np.concatenate([np.arange(1, size + 1) / size for size in sizes])
    return shares


@dataclass(frozen=True)
class Measure:
    """One model's predictions, prepared so that a new weighting of the rows is cheap."""

    y: FloatArray
    probability: FloatArray
    squared: FloatArray
    log_loss: FloatArray
    ranking: Ranking
    bin: npt.NDArray[np.int64]
    listed: FloatArray

    @classmethod
    def of(cls, y: npt.NDArray[np.int64], log_odds: FloatArray, pool: npt.NDArray[np.int64]) -> "Measure":
        """The measure of rows with outcomes `y`, predicted `log_odds` and the lists (`pool`) they are on."""
        p, outcome = sigmoid(log_odds), y.astype(np.float64)
        loss = np.logaddexp(0.0, log_odds) - outcome * log_odds
        listed = np.column_stack([listed_shares(log_odds, pool, share) for share in SHARES])
        ranking, bins = Ranking.of(y, log_odds), equal_bins(p, ECE_BINS)
        return cls(outcome, p, (p - outcome) ** 2, loss, ranking, bins, listed)

    def figures(self, weight: FloatArray) -> FloatArray:
        """(figures,) in the order of `Drawn`, each row counted `weight` times; the lists stay as they are."""
        total = weight.sum()
        rate = float(weight @ self.y / total)
        brier = float(weight @ self.squared / total)
        spread = rate * (1 - rate)
        return np.array(
            [
                self.ranking.auc(weight),
                self.ranking.average_precision(weight),
                brier,
                1 - brier / spread if spread > 0 else np.nan,
                float(weight @ self.log_loss / total),
                self._calibration_error(weight) / total,
                float(weight @ self.y / (weight @ self.probability)),
                *self._at_capacity(weight, rate),
            ]
        )

    def _at_capacity(self, weight: FloatArray, rate: float) -> FloatArray:
        """Precision = events listed / listed, recall = events listed / events, lift = precision / event rate."""
        hits, listed = (weight * self.y) @ self.listed, weight @ self.listed
        with np.errstate(divide="ignore", invalid="ignore"):
            precision = hits / listed
            figures = [precision, hits / (weight @ self.y), precision / rate]
        return np.column_stack(figures).ravel()

    def _calibration_error(self, weight: FloatArray) -> float:
        gap = np.bincount(self.bin, weights=weight * (self.probability - self.y), minlength=ECE_BINS)
        return float(np.abs(gap).sum())


def equal_bins(values: FloatArray, bins: int) -> npt.NDArray[np.int64]:
    """Bin number of each value, bins of about equal size; equal values share a bin."""
    cuts = np.unique(np.quantile(values, np.arange(1, bins) / bins))
    return np.searchsorted(cuts, values, side="right").astype(np.int64)
