"""Regularised logistic regression: a line for each number (with a flag for missing), a table for each category.

No line goes against the direction that the catalogue declares for its feature.
"""

import copy
import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from training.candidate import Outcomes, Settings, Weights
from training.coding import MIN_LEVEL_ROWS
from training.columns import FloatArray
from training.glass_box import GlassBox, centred_box
from training.matrix import Codes, FeatureMatrix
from training.scorecard import sigmoid
from training.shapes import LineShape, Shape, TableShape

if TYPE_CHECKING:
    from sklearn.linear_model import LogisticRegression

STRENGTHS = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0)
"""Inverse of the L2 penalty on 1,000 rows, from the strongest to the weakest. The penalty grows with the rows, so
that a setting chosen (and calibrated) on a part of the rows means the same on all of them."""

UNIT_ROWS = 1000
ENDS = (0.005, 0.995)
"""Beyond these quantiles of the training rows a line goes on flat."""

ROUNDS_BACK = 8
BACK_MARGIN = 1e-7
"""How much log-likelihood for each row a column must promise before it comes back."""


@dataclass(frozen=True)
class LogisticCandidate:
    """The family of L2-penalised logistic regressions; the path goes from strong to weak penalties.

    `directed` says whether declared directions are kept to; only measurements and models of other outcomes than
    leaving switch it off.
    """

    name: str = "logistic regression"
    directed: bool = True

    @property
    def settings(self) -> tuple[Settings, ...]:
        """One description per strength."""
        return tuple({"family": "logistic regression", "c_per_1000_rows": c} for c in STRENGTHS)

    def fit(
        self, matrix: FeatureMatrix, y: Outcomes, upto: int | None = None, weight: Weights = None
    ) -> "LogisticPath":
        """Regressions on these rows; with `upto`, only the one at that setting (the others repeat it)."""
        from sklearn.linear_model import LogisticRegression  # here: only fitting needs it

        design = Design.of(matrix)
        inputs = design.inputs(matrix)
        signs = design.signs(matrix) if self.directed else np.zeros(inputs.shape[1])
        free = np.ones(len(signs), dtype=np.bool_)
        strengths = STRENGTHS if upto is None else (STRENGTHS[upto],) * (upto + 1)
        model = LogisticRegression(solver="newton-cholesky", tol=1e-8, warm_start=True)
        models: dict[float, LogisticRegression] = {}
        for c in dict.fromkeys(strengths):
            model.set_params(C=c * UNIT_ROWS / matrix.rows)
            models[c], free = _in_direction(model, inputs, y, weight, signs, free)
        return LogisticPath(design, matrix, tuple(models[c] for c in strengths))


@dataclass(frozen=True)
class Design:
    """How a feature becomes columns of the regression: numbers standardised and held inside `ENDS`, one
    flag for missing where it was seen, one column per category that is not rare."""

    low: FloatArray
    high: FloatArray
    mean: FloatArray
    scale: FloatArray
    missing_seen: tuple[bool, ...]
    seen_levels: tuple[tuple[int, ...], ...]

    @classmethod
    def of(cls, matrix: FeatureMatrix) -> "Design":
        """Means, scales and levels of these rows only."""
        stats: list[tuple[float, float, float, float]] = []
        missing: list[bool] = []
        levels: list[tuple[int, ...]] = []
        for spec, column in zip(matrix.specs, matrix.columns, strict=True):
            if spec.kind == "number":
                known = column[~np.isnan(column)] if len(column) else column
                stats.append(_number_stats(np.asarray(known, dtype=np.float64)))
                missing.append(len(known) < len(column))
                levels.append(())
            else:
                stats.append((0.0, 0.0, 0.0, 1.0))
                missing.append(bool((column < 0).any()))
                levels.append(_frequent_levels(np.asarray(column, dtype=np.int64)))
        low, high, mean, scale = np.array(stats, dtype=np.float64).T
        return cls(low, high, mean, scale, tuple(missing), tuple(levels))

    def inputs(self, matrix: FeatureMatrix) -> FloatArray:
        """(n, design columns)."""
        blocks = [self._block(matrix, j) for j in range(len(matrix.specs))]
        return np.asarray(np.hstack(blocks), dtype=np.float64)

    def width(self, j: int, kind: str) -> int:
        """How many design columns feature j takes."""
        return (1 if kind == "number" else len(self.seen_levels[j])) + int(self.missing_seen[j])

    def signs(self, matrix: FeatureMatrix) -> FloatArray:
        """(design columns,) the sign that each weight may have; 0 for any. Flags and categories are free."""
        blocks = [np.zeros(self.width(j, spec.kind)) for j, spec in enumerate(matrix.specs)]
        for block, sign in zip(blocks, matrix.directions, strict=True):
            block[:1] = sign
        return np.concatenate(blocks)

    def _block(self, matrix: FeatureMatrix, j: int) -> FloatArray:
        column = matrix.columns[j]
        if matrix.specs[j].kind == "number":
            gone = np.isnan(column)
            held = np.clip(column, self.low[j], self.high[j])
            block = np.where(gone, 0.0, (held - self.mean[j]) / self.scale[j])[:, None]
        else:
            gone = column < 0
            block = np.equal.outer(column, np.array(self.seen_levels[j])).astype(np.float64)
        return np.hstack([block, gone[:, None].astype(np.float64)]) if self.missing_seen[j] else block


@dataclass(frozen=True)
class LogisticPath:
    """Fitted regressions, one per setting, over one design."""

    design: Design
    trained: FeatureMatrix
    models: "tuple[LogisticRegression, ...]"

    def raw(self, matrix: FeatureMatrix) -> FloatArray:
        """(n, settings) raw log-odds."""
        inputs = self.design.inputs(matrix)
        return np.column_stack([model.decision_function(inputs) for model in self.models])

    def glass_box(self, index: int) -> GlassBox:
        """The regression at one setting, as lines and tables."""
        model, shapes, start = self.models[index], [], 0
        for j, spec in enumerate(self.trained.specs):
            width = self.design.width(j, spec.kind)
            shapes.append(self._shape(j, model.coef_[0][start : start + width]))
            start += width
        return centred_box(float(model.intercept_[0]), tuple(shapes), self.trained)

    def _shape(self, j: int, weights: FloatArray) -> Shape:
        design = self.design
        missing = float(weights[-1]) if design.missing_seen[j] else 0.0
        if self.trained.specs[j].kind == "category":
            names = self.trained.levels[j]
            known = zip(design.seen_levels[j], weights, strict=False)
            return TableShape(levels={names[k]: float(w) for k, w in known}, missing=missing, unseen=0.0)
        slope = float(weights[0] / design.scale[j])
        return LineShape(
            slope=slope,
            intercept=-slope * float(design.mean[j]),
            low=float(design.low[j]),
            high=float(design.high[j]),
            missing=missing,
        )


def _in_direction(
    model: "LogisticRegression",
    inputs: FloatArray,
    y: Outcomes,
    weight: Weights,
    signs: FloatArray,
    free: npt.NDArray[np.bool_],
) -> "tuple[LogisticRegression, npt.NDArray[np.bool_]]":
    """The regression in which no weight has another sign than `signs` (0: any), and which columns were left free.

    The active-set method of Lawson & Hanson (1974, ch. 23), from the set `free`: columns of a wrong sign are set to
    0 (their weight is then exactly 0), those that would now take the right sign come back, and the rest is fitted
    again. After `ROUNDS_BACK` rounds none comes back any more, so it always ends, and always with these signs.
    """
    counts = np.ones(len(y)) if weight is None else weight
    for rounds in itertools.count():
        model.fit(inputs * free, y, sample_weight=weight)
        model.coef_ = np.where(
            free, model.coef_, 0.0
        )  # a warm start may leave a trace of what was there before
        wrong = model.coef_[0] * signs < 0
        if wrong.any():
            free = free & ~wrong
            continue
        slope = inputs.T @ (counts * (y - sigmoid(model.decision_function(inputs * free))))
        back = ~free & (slope * signs > BACK_MARGIN * len(y))
        if rounds >= ROUNDS_BACK or not back.any():
            break
        free = free | back
    return copy.copy(model), free


def _frequent_levels(codes: Codes) -> tuple[int, ...]:
    """Levels with enough rows for a column of their own; the others count as unseen."""
    levels, rows = np.unique(codes[codes >= 0], return_counts=True)
    return tuple(int(level) for level in levels[rows >= MIN_LEVEL_ROWS])


def _number_stats(known: FloatArray) -> tuple[float, float, float, float]:
    """Low, high, mean and scale; a column that is empty or constant gets scale 1.

    Low and high are quantiles, so that no single person's value stands in the scorecard; only a column with hardly more
    than one value (a rare flag) keeps its ends.
    """
    if not len(known):
        return 0.0, 0.0, 0.0, 1.0
    low, high = np.quantile(known, ENDS)
    if low == high:
        low, high = known.min(), known.max()
    held = np.clip(known, low, high)
    spread = float(held.std())
    return float(low), float(high), float(held.mean()), spread if spread > 0 else 1.0
