"""What a candidate is: a way to fit models of growing flexibility, of which inner cross-validation picks one."""

from collections.abc import Mapping
from typing import Protocol

import numpy as np
import numpy.typing as npt

from training.columns import FloatArray
from training.glass_box import GlassBox
from training.matrix import FeatureMatrix

Settings = Mapping[str, float | int | str]
Outcomes = npt.NDArray[np.int64]
Weights = FloatArray | None
"""How much each row counts (n,); None: all the same."""


class Path(Protocol):
    """The models that one fit gives, one per setting."""

    def raw(self, matrix: FeatureMatrix) -> FloatArray:
        """(n, settings) raw log-odds of every model on the path."""


class GlassPath(Path, Protocol):
    """A path whose models can be read as shapes."""

    def glass_box(self, index: int) -> GlassBox:
        """The model at one setting."""


class Candidate(Protocol):
    """A model family; `settings` lists the path in order, each a full description of one model."""

    @property
    def name(self) -> str:
        """The family's name, with what tells it from its siblings."""

    @property
    def settings(self) -> tuple[Settings, ...]:
        """One description per model on the path."""

    def fit(
        self, matrix: FeatureMatrix, y: Outcomes, upto: int | None = None, weight: Weights = None
    ) -> Path:
        """The path fitted on these rows; with `upto`, only as far as that setting."""


class GlassCandidate(Candidate, Protocol):
    """A family that compiles to a scorecard."""

    def fit(
        self, matrix: FeatureMatrix, y: Outcomes, upto: int | None = None, weight: Weights = None
    ) -> GlassPath:
        """The path fitted on these rows; with `upto`, only as far as that setting."""
