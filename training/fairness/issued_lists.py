"""The lists to be judged, as plain columns: who could have been listed, who was, and what followed."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from training.columns import FloatArray

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class IssuedLists:
    """n times that somebody could have been listed.

    `person` (n,) numbers the people, so that what is said about one person on several lists counts as one. `listed`
    (n,) is whether they were. `outcome` (n,) is 1 where notice followed within the horizon, 0 where it did not, NaN
    where that is not known yet. `probability` (n,) is what the model said, NaN where it must not be held against the
    outcome: no score, or a conversation that may have changed the outcome.
    """

    person: npt.NDArray[np.int64]
    listed: Flags
    outcome: FloatArray
    probability: FloatArray

    @property
    def matured(self) -> Flags:
        """(n,) whether the outcome is known."""
        return ~np.isnan(self.outcome)

    @property
    def comparable(self) -> Flags:
        """(n,) whether the probability can be held against the outcome."""
        return self.matured & ~np.isnan(self.probability)
