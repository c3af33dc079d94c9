"""The array types of the sample company and the two days that stand for "none"."""

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
"""Whole numbers: days since 1970-01-01, or positions of people, units and words."""

Floats = npt.NDArray[np.float64]
"""Measures; NaN is missing."""

Mask = npt.NDArray[np.bool_]

FAR = 1_000_000
"""A day that never comes: no notice, no last day, no contract end."""

NEVER = -1_000_000
"""A day that never was: no raise, no one-to-one yet."""
