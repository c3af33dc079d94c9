"""Whom first: the people whose contact is worth most within an ER manager's hours, solved exactly.

Expected net value of a contact (P(notice) x effect x replacement cost - hours x hourly cost) is
maximised under the week's hours: a 0-1 knapsack, solved by HiGHS. Before that, people who take equally long
are cut to as many as could fit, the most valuable first: no better list can contain the others.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

MINUTES = 60
_OBJECTIVE_TOP = 1e5


@dataclass(frozen=True)
class Candidate:
    """Somebody who may be contacted: `value` is the expected net value of doing so, in money."""

    employee_id: str
    value: float
    hours: float


def net_value(
    probability: float, *, effect: float, replacement_cost: float, hours: float, hourly_cost: float
) -> float:
    """Expected net value of one contact, in the policy's currency; below 0 it costs more than it can save."""
    return probability * effect * replacement_cost - hours * hourly_cost


def choose(candidates: Iterable[Candidate], hours_available: float) -> tuple[Candidate, ...]:
    """The most valuable set that fits the hours, most valuable first; ties go by employee id.

    Nobody whose net value is 0 or less is chosen. Hours count in whole minutes: a contact's are rounded up,
    the week's down, so a list never exceeds what there is. The order of `candidates` makes no difference.
    """
    capacity = math.floor(hours_available * MINUTES + 1e-6)
    worthwhile = [c for c in candidates if c.value > 0 and 0 < _minutes(c) <= capacity]
    pool = _could_fit(worthwhile, capacity)
    taken = _knapsack(pool, capacity)
    return tuple(sorted(_best_of_each_length(pool, taken), key=_first_the_valuable))


def fill(candidates: Iterable[Candidate], hours_available: float) -> tuple[Candidate, ...]:
    """As many as fit in the order given, stopping at the first that does not: for lists without a score."""
    left, chosen = math.floor(hours_available * MINUTES + 1e-6), []
    for candidate in candidates:
        left -= _minutes(candidate)
        if left < 0:
            break
        chosen.append(candidate)
    return tuple(chosen)


def _minutes(candidate: Candidate) -> int:
    return math.ceil(candidate.hours * MINUTES - 1e-6)


def _first_the_valuable(candidate: Candidate) -> tuple[float, str]:
    return -candidate.value, candidate.employee_id


def _could_fit(candidates: Sequence[Candidate], capacity: int) -> list[Candidate]:
    """Of those who take equally long, the most valuable, as many as fit alone."""
    kept: list[Candidate] = []
    for minutes, group in groupby(sorted(candidates, key=_minutes), key=_minutes):
        kept += sorted(group, key=_first_the_valuable)[: capacity // minutes]
    return kept


def _knapsack(pool: Sequence[Candidate], capacity: int) -> list[bool]:
    """Which of the pool to take; the objective is scaled so that solver tolerances stay below a cent."""
    if sum(_minutes(c) for c in pool) <= capacity:
        return [True] * len(pool)
    values = np.array([c.value for c in pool])
    solution = milp(
        -values * (_OBJECTIVE_TOP / values.max()),
        integrality=np.ones(len(pool)),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(np.array([[_minutes(c) for c in pool]]), ub=capacity),
        options={"mip_rel_gap": 0.0},
    )
    if not solution.success:
        raise RuntimeError(f"the list could not be optimised: {solution.message}")
    return [bool(x > 0.5) for x in solution.x]


def _best_of_each_length(pool: Sequence[Candidate], taken: Sequence[bool]) -> list[Candidate]:
    """The same number of each length, but its best: equal values cannot depend on how the solver walked."""
    kept: list[Candidate] = []
    for _, group in groupby(zip(pool, taken, strict=True), key=lambda pair: _minutes(pair[0])):
        members = list(group)
        kept += [candidate for candidate, _ in members[: sum(was_taken for _, was_taken in members)]]
    return kept
