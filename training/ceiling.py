"""The ceiling: unrestricted boosted trees, never served; they say what interactions would buy."""

from dataclasses import dataclass

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

from training.additive import booster_inputs
from training.candidate import Outcomes, Settings, Weights
from training.coding import Coding, code_matrix, fit_codings
from training.columns import FloatArray
from training.matrix import FeatureMatrix

STEPS = (15, 30, 60, 100)
LEARNING_RATE = 0.1
LEAVES = 8


@dataclass(frozen=True)
class UnrestrictedBoosting:
    """Trees of up to 8 leaves on the same codes as the additive model; the path grows in boosting steps."""

    bins: int = 32
    seed: int = 0
    name: str = "unrestricted boosting"

    @property
    def settings(self) -> tuple[Settings, ...]:
        """One description per number of steps."""
        fixed: dict[str, float | int | str] = {
            "family": self.name,
            "bins": self.bins,
            "leaves": LEAVES,
            "learning_rate": LEARNING_RATE,
        }
        return tuple({**fixed, "steps": steps} for steps in STEPS)

    def fit(
        self, matrix: FeatureMatrix, y: Outcomes, upto: int | None = None, weight: Weights = None
    ) -> "UnrestrictedPath":
        """Boosted trees on these rows, up to the setting `upto`."""
        steps = STEPS if upto is None else STEPS[: upto + 1]
        codings = fit_codings(matrix, y, self.bins)
        booster = HistGradientBoostingClassifier(
            max_leaf_nodes=LEAVES,
            max_iter=steps[-1],
            learning_rate=LEARNING_RATE,
            l2_regularization=1.0,
            early_stopping=False,
            random_state=self.seed,
        ).fit(booster_inputs(code_matrix(codings, matrix)), y, sample_weight=weight)
        return UnrestrictedPath(booster, codings, steps)


@dataclass(frozen=True)
class UnrestrictedPath:
    """Fitted trees."""

    booster: HistGradientBoostingClassifier
    codings: tuple[Coding, ...]
    steps: tuple[int, ...]

    def raw(self, matrix: FeatureMatrix) -> FloatArray:
        """(n, settings) raw log-odds."""
        inputs = booster_inputs(code_matrix(self.codings, matrix))
        staged = self.booster.staged_decision_function(inputs)
        return np.column_stack([v.ravel() for step, v in enumerate(staged, start=1) if step in self.steps])
