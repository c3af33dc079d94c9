"""What models said of rows that they had not seen, side by side, so that they can be compared pairwise."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from training.columns import FloatArray
from training.matrix import Rows

CLIP = 1e-6


@dataclass(frozen=True)
class Predictions:
    """n tested rows; with repeated cross-validation a row appears once per repeat.

    `row` are row numbers of the training data, `y` their outcomes, `group` their employees, `fold` and `repeat` say
    when they were tested. `log_odds[name]` (n,) is what the model of that name said. `pool` (n,) numbers the lists
    that would be made together: the as-of days, or the repeats of a cross-validation. `weight` (n,) says how many
    rows each stands in for (`training.exposure`); None: itself.
    """

    row: Rows
    y: npt.NDArray[np.int64]
    group: Rows
    fold: Rows
    repeat: Rows
    pool: Rows
    log_odds: dict[str, FloatArray]
    weight: FloatArray | None = None

    @property
    def weights(self) -> FloatArray:
        """(n,) how many rows each stands in for."""
        return np.ones(len(self.y)) if self.weight is None else self.weight

    def where(self, keep: npt.NDArray[np.bool_]) -> "Predictions":
        """Only the rows where `keep`."""
        return Predictions(
            self.row[keep],
            self.y[keep],
            self.group[keep],
            self.fold[keep],
            self.repeat[keep],
            self.pool[keep],
            {name: values[keep] for name, values in self.log_odds.items()},
            None if self.weight is None else self.weight[keep],
        )

    def once(self) -> "Predictions":
        """The first repeat: each row once, for counts of rows and people."""
        return self.where(self.repeat == 0)


def log_odds_of(probability: FloatArray) -> FloatArray:
    """Log-odds of a baseline's probabilities, held `CLIP` away from 0 and 1."""
    held = np.clip(probability, CLIP, 1 - CLIP)
    return np.asarray(np.log(held) - np.log1p(-held))
