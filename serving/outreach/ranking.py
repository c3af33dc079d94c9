"""Whom first: the conversations that are worth most within an ER manager's week, solved exactly.

A 0-1 programme, solved by HiGHS: the sum of values, less what each missing conversation of the coverage floor is
worth, under the week's hours and the hours that journey moments reserve. Before that, candidates who are alike to
every rule are cut to as many as could fit, the most valuable first: no better list can contain the others.
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
    """A person or unit that may be listed: `value` is the expected net value of a conversation, in money.

    `journey` candidates may use the reserve. `due` ones count towards the coverage floor: nobody has spoken with
    them for long, `waited` days.
    """

    subject: str
    value: float
    hours: float
    journey: bool = False
    due: bool = False
    waited: int = 0

    @property
    def minutes(self) -> int:
        """Whole minutes of the week that it takes, rounded up."""
        return math.ceil(self.hours * MINUTES - 1e-6)


@dataclass(frozen=True)
class Week:
    """What an ER manager has: hours, the share reserved for journey moments, and the coverage floor with its worth."""

    hours: float
    journey_reserve: float = 0.0
    coverage_floor: int = 0
    coverage_worth: float = 0.0
    solver_seconds: float = 10.0

    @property
    def minutes(self) -> int:
        """Whole minutes, rounded down, so that a list never exceeds what there is."""
        return max(math.floor(self.hours * MINUTES + 1e-6), 0)


@dataclass(frozen=True)
class Proof:
    """What is known of a list: `gap` is how far, at most, a better one could be, as a share; 0.0 is proven best.

    Of the `due` candidates `floor` should be listed; `short` of them are missing. `reserved_hours` were kept for
    journey moments.
    """

    gap: float
    due: int
    floor: int
    short: int
    reserved_hours: float


@dataclass(frozen=True)
class Choice:
    """The candidates chosen, most valuable first, and the proof."""

    chosen: tuple[Candidate, ...]
    proof: Proof


@dataclass(frozen=True)
class _Problem:
    """One week's programme: every candidate who could be chosen, alike ones together, best first."""

    pool: tuple[Candidate, ...]
    capacity: int
    reserved: int
    floor: int
    worth: float

    def value(self, taken: Sequence[bool]) -> float:
        """The objective of a choice."""
        chosen = [c for c, taken_ in zip(self.pool, taken, strict=True) if taken_]
        short = max(self.floor - sum(c.due for c in chosen), 0)
        return math.fsum(c.value for c in chosen) - self.worth * short


def net_value(
    probability: float,
    *,
    effect: float,
    replacement_cost: float,
    hours: float,
    hourly_cost: float,
    cost: float = 0.0,
) -> float:
    """Expected net value of one contact, in the policy's currency; below 0 it costs more than it can save."""
    return probability * effect * replacement_cost - hours * hourly_cost - cost


def choose(candidates: Iterable[Candidate], week: Week) -> Choice:
    """The most valuable set that fits the week, most valuable first; ties go by the longest wait, then by id.

    Nobody whose net value is 0 or less is chosen, save for the coverage floor. The order of `candidates` makes no
    difference.
    """
    everybody = sorted(candidates, key=_first_the_valuable)
    problem = _problem(everybody, week)
    taken, gap = _solved(problem, week.solver_seconds)
    chosen = tuple(sorted(_best_alike(problem.pool, taken), key=_first_the_valuable))
    due = sum(c.due for c in everybody)
    short = max(problem.floor - sum(c.due for c in chosen), 0)
    return Choice(chosen, Proof(gap, due, problem.floor, short, problem.reserved / MINUTES))


def worth_of(chosen: Iterable[Candidate], floor: int, worth: float) -> float:
    """What a set is worth: its values less what the missing part of the floor is worth."""
    listed = tuple(chosen)
    return math.fsum(c.value for c in listed) - worth * max(floor - sum(c.due for c in listed), 0)


def _first_the_valuable(candidate: Candidate) -> tuple[float, int, str]:
    return -candidate.value, -candidate.waited, candidate.subject


def _alike(candidate: Candidate) -> tuple[int, bool, bool]:
    """Two candidates with the same key stand in every rule's row with the same number."""
    return candidate.minutes, candidate.journey, candidate.due


def _problem(everybody: Sequence[Candidate], week: Week) -> _Problem:
    capacity = week.minutes
    floor = min(week.coverage_floor, sum(c.due for c in everybody))
    lifted = week.coverage_worth if floor else 0.0
    useful = [
        c
        for c in everybody
        if 0 < c.minutes <= capacity and (c.value > 0 or (c.due and c.value + lifted > 0))
    ]
    pool: list[Candidate] = []
    for (minutes, _, _), group in groupby(sorted(useful, key=_alike), key=_alike):
        pool += list(group)[: capacity // minutes]
    wanted = sum(c.minutes for c in pool if c.journey)
    reserved = min(math.floor(week.journey_reserve * capacity), wanted)
    return _Problem(tuple(pool), capacity, reserved, floor, week.coverage_worth)


def _solved(problem: _Problem, seconds: float) -> tuple[list[bool], float]:
    """Which of the pool to take, and the gap; the objective is scaled so that tolerances stay below a cent.

    HiGHS solves these small programmes sooner without presolve, after which it may print to standard output.
    """
    pool = problem.pool
    if not pool or _all_fit(problem):
        return [True] * len(pool), 0.0
    values = np.array([c.value for c in pool] + [-problem.worth])
    minutes = np.array([c.minutes for c in pool])
    journey, due = np.array([c.journey for c in pool]), np.array([c.due for c in pool])
    rows = np.array([[*minutes, 0], [*np.where(journey, 0, minutes), 0], [*due.astype(int), 1]])
    solution = milp(
        -values * (_OBJECTIVE_TOP / np.abs(values).max()),
        integrality=np.ones(len(values)),
        bounds=Bounds(0, [*np.ones(len(pool)), problem.floor]),
        constraints=LinearConstraint(
            rows,
            lb=[-np.inf, -np.inf, problem.floor],
            ub=[problem.capacity, problem.capacity - problem.reserved, np.inf],
        ),
        options={"mip_rel_gap": 0.0, "time_limit": seconds, "presolve": False},
    )
    simple = _greedy(problem)
    if solution.x is None:
        return simple, 1.0
    found = [bool(x > 0.5) for x in solution.x[:-1]]
    gap = 0.0 if solution.status == 0 else float(solution.mip_gap)
    return (found if problem.value(found) >= problem.value(simple) else simple), gap


def _all_fit(problem: _Problem) -> bool:
    """Whether everybody can be taken, and nobody is in the pool for the floor alone."""
    others = sum(c.minutes for c in problem.pool if not c.journey)
    fits = sum(c.minutes for c in problem.pool) <= problem.capacity
    return fits and others <= problem.capacity - problem.reserved and all(c.value > 0 for c in problem.pool)


def _greedy(problem: _Problem) -> list[bool]:
    """Whoever still fits, the most valuable first: what stands in when the solver runs out of time."""
    left, left_for_others = problem.capacity, problem.capacity - problem.reserved
    taken = [False] * len(problem.pool)
    for i in sorted(range(len(problem.pool)), key=lambda i: _first_the_valuable(problem.pool[i])):
        candidate = problem.pool[i]
        room = left if candidate.journey else min(left, left_for_others)
        if candidate.value > 0 and candidate.minutes <= room:
            taken[i] = True
            left -= candidate.minutes
            left_for_others -= 0 if candidate.journey else candidate.minutes
    return taken


def _best_alike(pool: Sequence[Candidate], taken: Sequence[bool]) -> list[Candidate]:
    """The same number of those alike, but the best: equal values cannot depend on how the solver walked."""
    kept: list[Candidate] = []
    for _, group in groupby(zip(pool, taken, strict=True), key=lambda pair: _alike(pair[0])):
        members = list(group)
        kept += [candidate for candidate, _ in members[: sum(was_taken for _, was_taken in members)]]
    return kept
