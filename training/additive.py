"""Additive boosted stumps: gradient boosting (Friedman 2001) in which no two features may meet in one tree.

The booster sees codes (training.coding), so its feature functions are read off exactly by asking it for one code
after the other; `Path.raw` and the glass box then only look values up. Where a number's direction is declared, its
function never goes the other way.
"""

from dataclasses import dataclass

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

from training.candidate import Outcomes, Settings, Weights
from training.coding import CategoryCoding, Coding, NumberCoding, code_matrix, fit_codings
from training.columns import FloatArray
from training.glass_box import GlassBox
from training.matrix import Codes, FeatureMatrix
from training.shapes import Shape, StepShape, TableShape

STEPS = (25, 50, 75, 100, 150, 200, 300, 400)
LEARNING_RATE = 0.2
L2 = 20.0
MIN_LEAF_ROWS = 20


@dataclass(frozen=True)
class AdditiveBoosting:
    """The family of boosted stumps on at most `bins` codes per feature; the path grows in boosting steps.

    `directed` says whether declared directions are kept to; only measurements switch it off.
    """

    bins: int
    seed: int = 0
    directed: bool = True

    @property
    def name(self) -> str:
        """Name and number of bins."""
        return f"additive boosting, {self.bins} bins"

    @property
    def settings(self) -> tuple[Settings, ...]:
        """One description per number of steps."""
        fixed: dict[str, float | int | str] = {
            "family": "additive boosting",
            "bins": self.bins,
            "learning_rate": LEARNING_RATE,
            "l2": L2,
        }
        return tuple({**fixed, "steps": steps} for steps in STEPS)

    def fit(
        self, matrix: FeatureMatrix, y: Outcomes, upto: int | None = None, weight: Weights = None
    ) -> "AdditivePath":
        """Boosted stumps on these rows, up to the setting `upto` (default: the longest)."""
        steps = STEPS if upto is None else STEPS[: upto + 1]
        codings = fit_codings(matrix, y, self.bins)
        coded = code_matrix(codings, matrix)
        booster = HistGradientBoostingClassifier(
            interaction_cst="no_interactions",
            max_leaf_nodes=2,
            max_iter=steps[-1],
            learning_rate=LEARNING_RATE,
            l2_regularization=L2,
            min_samples_leaf=MIN_LEAF_ROWS,
            monotonic_cst=matrix.directions if self.directed else None,
            early_stopping=False,
            random_state=self.seed,
        ).fit(booster_inputs(coded), y, sample_weight=weight)
        base, tables = _read_off(booster, codings, coded, steps)
        return AdditivePath(booster, codings, matrix.levels, base, tables)


@dataclass(frozen=True)
class AdditivePath:
    """Fitted stumps: `base` (settings,) and for feature j `tables[j]` (its codes, then missing, then unseen;
    settings), each with mean 0 on the training rows."""

    booster: HistGradientBoostingClassifier
    codings: tuple[Coding, ...]
    levels: tuple[tuple[str, ...], ...]
    base: FloatArray
    tables: tuple[FloatArray, ...]

    def raw(self, matrix: FeatureMatrix) -> FloatArray:
        """(n, settings) raw log-odds by lookup."""
        coded = code_matrix(self.codings, matrix)
        total = np.tile(self.base, (matrix.rows, 1))
        for j, table in enumerate(self.tables):
            total += table[_place(coded[:, j], self.codings[j])]
        return total

    def glass_box(self, index: int) -> GlassBox:
        """The shapes after the given number of steps."""
        parts = zip(self.codings, self.tables, self.levels, strict=True)
        shapes = tuple(_shape(coding, table[:, index], levels) for coding, table, levels in parts)
        return GlassBox(float(self.base[index]), shapes)

    def estimator_raw(self, matrix: FeatureMatrix) -> FloatArray:
        """(n,) what the booster itself says after all steps, for rows without unseen values."""
        inputs = booster_inputs(code_matrix(self.codings, matrix))
        return np.asarray(self.booster.decision_function(inputs), dtype=np.float64)


def booster_inputs(coded: Codes) -> FloatArray:
    """The codes as the booster takes them: NaN for missing (and for unseen)."""
    return np.where(coded < 0, np.nan, coded.astype(np.float64))


def _place(codes: Codes, coding: Coding) -> Codes:
    """Row of the table for each code: missing is the last but one, unseen the last."""
    return np.where(codes < 0, coding.size - 1 - codes, codes)


def _read_off(
    booster: HistGradientBoostingClassifier, codings: tuple[Coding, ...], coded: Codes, steps: tuple[int, ...]
) -> tuple[FloatArray, tuple[FloatArray, ...]]:
    """Base and tables after each number of steps.

    Row 0 of the probe is the reference; each other row moves one feature to one code, or to missing. Without
    interactions the difference to the reference is that feature's own function.
    """
    starts = 1 + np.cumsum([0, *(coding.size + 1 for coding in codings)])
    probe = np.zeros((starts[-1], len(codings)))
    for j, coding in enumerate(codings):
        probe[starts[j] : starts[j + 1], j] = [*range(coding.size), np.nan]
    said = np.empty((len(probe), len(steps)))
    for step, values in enumerate(booster.staged_decision_function(probe), start=1):
        if step in steps:
            said[:, steps.index(step)] = values.ravel()
    base, tables = said[0].copy(), []
    for j, coding in enumerate(codings):
        known = said[starts[j] : starts[j + 1]] - said[0]
        mean = known[_place(coded[:, j], coding)].mean(axis=0)
        base += mean
        tables.append(_with_unknown(known - mean, coding))
    return base, tuple(tables)


def _with_unknown(known: FloatArray, coding: Coding) -> FloatArray:
    """`known` (codes, then missing) with a row for unseen; what was never trained says nothing (0)."""
    nothing = np.zeros(known.shape[1])
    missing = known[-1] if coding.missing_seen else nothing
    pooled = coding.pooled if isinstance(coding, CategoryCoding) else -2
    unseen = known[pooled] if pooled >= 0 else nothing
    return np.vstack([known[:-1], missing, unseen])


def _shape(coding: Coding, values: FloatArray, levels: tuple[str, ...]) -> Shape:
    """`values` are the codes' points, then missing, then unseen."""
    missing, unseen = float(values[-2]), float(values[-1])
    if isinstance(coding, NumberCoding):
        return StepShape(
            edges=tuple(coding.edges.tolist()), values=tuple(values[:-2].tolist()), missing=missing
        )
    points = values[_place(coding.level_codes, coding)]
    named = {level: float(point) for level, point in zip(levels, points, strict=True)}
    return TableShape(levels=named, missing=missing, unseen=unseen)
