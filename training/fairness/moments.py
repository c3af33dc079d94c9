"""Sums over people from which a rate, and the spread of its logarithm, can be had for a group and for all others.

Each measure is a ratio of sums, sum(a) / sum(b), with a and b summed per person first: one person on twenty lists is
one observation, not twenty.
"""

import math
from dataclasses import dataclass

import numpy as np
from fairlearn.metrics import MetricFrame

from training.columns import FloatArray
from training.evaluation.slices import NOT_KNOWN
from training.fairness.groups import Labels
from training.fairness.issued_lists import Flags, IssuedLists
from training.fairness.report import Measure


@dataclass(frozen=True)
class Moments:
    """Sums over `people` persons of a, b, a*a, a*b and b*b; `events` counts the people with an event."""

    people: int
    events: int
    a: float
    b: float
    aa: float
    ab: float
    bb: float

    def without(self, group: "Moments") -> "Moments":
        """The same sums over everybody who is not in `group`."""
        return Moments(**{name: value - getattr(group, name) for name, value in vars(self).items()})

    def __add__(self, other: "Moments") -> "Moments":
        return Moments(**{name: value + getattr(other, name) for name, value in vars(self).items()})

    @property
    def rate(self) -> float:
        """Sum of a over sum of b."""
        return self.a / self.b if self.b else math.nan

    @property
    def log_rate(self) -> float:
        """Logarithm of the rate, with half an event added to both sums (Pettigrew, Gart & Thomas 1986)."""
        return math.log((self.a + 0.5) / (self.b + 0.5))

    @property
    def variance(self) -> float:
        """Variance of `log_rate`, the larger of two, so that neither few events nor repeated people flatter it.

        Katz's for a share, 1/a - 1/b (Katz et al. 1978), with the half event, and 1/a for a ratio above 1; and the
        linearised one with people as clusters, the sum over people of (a_i / a - b_i / b)^2 (Binder 1983).
        """
        a, b = self.a + 0.5, self.b + 0.5
        katz = 1 / a - 1 / b if b > a else 1 / a
        if not self.a or not self.b:
            return katz
        spread = self.aa / self.a**2 - 2 * self.ab / (self.a * self.b) + self.bb / self.b**2
        return max(katz, spread)


def moments_by_group(lists: IssuedLists, measure: Measure, labels: Labels) -> dict[str, Moments]:
    """The moments of every group of `labels` (n,), by MetricFrame; people of no known group are left out."""
    seen, a, b, event = _columns(lists, measure)
    kept = seen & (labels != NOT_KNOWN)
    if not kept.any():
        return {}
    values, code = np.unique(labels[kept], return_inverse=True)
    # A person whose group changes between two lists counts in each of the two.
    key = code * (int(lists.person.max()) + 1) + lists.person[kept]
    _, first, place = np.unique(key, return_index=True, return_inverse=True)
    frame = MetricFrame(
        metrics=_moments,
        y_true=np.bincount(place, weights=a[kept]),
        y_pred=np.bincount(place, weights=b[kept]),
        sensitive_features=values[code[first]],
        sample_params={"events": np.bincount(place, weights=event[kept])},
    )
    return {str(value): moments for value, moments in frame.by_group.items()}


def _moments(a: FloatArray, b: FloatArray, events: FloatArray) -> Moments:
    a, b = np.asarray(a), np.asarray(b)
    squares = float(a @ a), float(a @ b), float(b @ b)
    return Moments(len(a), int(np.count_nonzero(events)), float(a.sum()), float(b.sum()), *squares)


def _columns(lists: IssuedLists, measure: Measure) -> tuple[Flags, FloatArray, FloatArray, FloatArray]:
    """The rows a measure looks at, the two columns whose sums it divides, and what makes a person an event."""
    outcome, listed = np.nan_to_num(lists.outcome), lists.listed.astype(np.float64)
    if measure == "recall":
        return lists.matured, listed * outcome, outcome, outcome
    if measure == "selection":
        return np.ones(len(listed), dtype=np.bool_), listed, np.ones(len(listed)), listed
    return lists.comparable, outcome, np.nan_to_num(lists.probability), outcome
