"""Figures that depend only on the order of the scores: AUC, average precision, what the top of the list holds.

The order is found once; each bootstrap draw then only brings new weights.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from training.columns import FloatArray


@dataclass(frozen=True)
class Ranking:
    """Rows from the highest score down, in runs of equal scores. `starts` are the first places of the runs."""

    order: npt.NDArray[np.int64]
    starts: npt.NDArray[np.int64]
    y: FloatArray

    @classmethod
    def of(cls, y: npt.NDArray[np.int64], score: FloatArray) -> "Ranking":
        """The ranking of rows with outcomes `y` by `score`."""
        order = np.argsort(-score, kind="stable")
        fresh = np.append(True, np.diff(score[order]) != 0)
        return cls(order, np.flatnonzero(fresh), y.astype(np.float64))

    def _runs(self, weight: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Weight of events and of non-events in each run, highest scores first."""
        w, events = weight[self.order], self.y[self.order]
        return np.add.reduceat(w * events, self.starts), np.add.reduceat(w * (1 - events), self.starts)

    def auc(self, weight: FloatArray) -> float:
        """Share of event/non-event pairs in the right order, ties counted half (Mann-Whitney); NaN without pairs."""
        events, others = self._runs(weight)
        pairs = events.sum() * others.sum()
        below = others.sum() - np.cumsum(others)
        return float((events * (below + others / 2)).sum() / pairs) if pairs > 0 else float("nan")

    def average_precision(self, weight: FloatArray) -> float:
        """Mean precision at each event, tied scores taken together (sum of precision times gain in recall)."""
        events, others = self._runs(weight)
        if events.sum() <= 0:
            return float("nan")
        caught, listed = np.cumsum(events), np.cumsum(events + others)
        precision = np.divide(caught, listed, out=np.zeros_like(caught), where=listed > 0)
        return float((events * precision).sum() / events.sum())
