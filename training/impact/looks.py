"""How often one may look: an interval that holds at every look, however many there are.

A page is opened whenever somebody likes, so the number of looks is not known beforehand. Looking again and again at
a 95 % interval until it excludes 0 finds an effect where there is none. Instead of 1.96 standard errors the verdict
therefore takes those of an asymptotic confidence sequence (Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas, "Time-
uniform central limit theory and asymptotic confidence sequences", Annals of Statistics 52, 2024, theorem 2.2; Robbins'
normal mixture), in units of the standard error of the moment. It is about 3, and narrowest at the planned size.
"""

from functools import cache

import numpy as np
import numpy.typing as npt

from training.columns import FloatArray

ALPHA = 0.05
"""The chance that the interval ever misses, over all looks together."""

FIRST_LOOK_PEOPLE, FIRST_LOOK_NOTICES = 100, 5
"""Nothing is said before so many people have waited it out and so many of them gave notice: the sequence rests on
the central limit theorem."""


def looking_again(people: float | FloatArray, planned: float) -> FloatArray:
    """Standard errors to go either way after `people`, so that the interval holds at this look and all others.

    `planned` is the number of people at which the interval is to be narrowest; it must be fixed beforehand.
    """
    x = _best() * np.maximum(np.asarray(people, dtype=np.float64), 1.0) / planned
    return np.asarray(np.sqrt((1 + 1 / x) * np.log((1 + x) / ALPHA**2)))


def may_look(people: FloatArray, notices: FloatArray) -> npt.NDArray[np.bool_]:
    """Whether there is enough to say anything at all."""
    return np.asarray((people >= FIRST_LOOK_PEOPLE) & (notices >= FIRST_LOOK_NOTICES))


@cache
def _best() -> float:
    """The mixture's parameter that makes the interval narrowest at the planned size."""
    from scipy.special import lambertw  # here: the server starts without it

    return float(-np.real(lambertw(-(ALPHA**2) / np.e, k=-1)) - 1)
