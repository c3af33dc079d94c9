"""From which probability on a label is set: topics by F1, serious concerns by recall first."""

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

SERIOUS_RECALL = 0.95
"""Share of the serious validation comments that should be flagged; a little above what is promised, since the
threshold is chosen on few of them."""
SERIOUS_BUDGET = 0.15
"""Share of the other validation comments that may be flagged on the way there. A fifth of them were written to look
serious, so that ordinary comments stay far below it."""

_TOPIC_GRID = np.arange(15, 71) / 100
_SERIOUS_GRID = np.arange(5, 81) / 100


def topic_threshold(p: Numbers, truth: Flags) -> float:
    """The threshold in .15-.70 of highest F1, on a curve smoothed over neighbouring thresholds."""
    scores = np.array([_f1(p >= at, truth) for at in _TOPIC_GRID])
    smooth = np.convolve(np.pad(scores, 4, mode="edge"), np.ones(9) / 9, "valid")
    return round(float(_TOPIC_GRID[smooth.argmax()]), 2)


def serious_threshold(
    p: Numbers, truth: Flags, recall: float = SERIOUS_RECALL, budget: float = SERIOUS_BUDGET
) -> float:
    """The highest threshold, one for all labels, at which `recall` of the serious comments get any flag.

    Where that would flag more than `budget` of the others, the lowest threshold that does not: a queue that nobody
    can read through helps nobody. `p` and `truth` are [comments, labels]. Which concern it is matters less than that a
    person looks.
    """
    highest, is_serious = p.max(axis=1), truth.any(axis=1)
    enough = [at for at in _SERIOUS_GRID if (highest[is_serious] >= at).mean() >= recall]
    bearable = [
        at for at in _SERIOUS_GRID if (highest[~is_serious] >= at).sum() <= budget * (~is_serious).sum()
    ]
    lowest = bearable[0] if bearable else _SERIOUS_GRID[-1]
    return round(float(max(enough[-1] if enough else _SERIOUS_GRID[0], lowest)), 2)


def _f1(found: Flags, truth: Flags) -> float:
    return 2 * float((found & truth).sum()) / max(1.0, float(found.sum() + truth.sum()))
