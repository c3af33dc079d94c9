"""Whom first: what a list may hold, and that no better one exists."""

import math
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from serving.outreach.ranking import Candidate, choose, fill, net_value

HOURS = st.sampled_from([0.25, 1 / 3, 0.5, 0.75, 1.0, 1.5, 2.0, 2.7, 3.0])
VALUES = st.one_of(st.floats(-200, 5000, allow_nan=False), st.sampled_from([0.0, 10.0, 10.0, 250.0]))


@st.composite
def candidates(draw: st.DrawFn, most: int) -> list[Candidate]:
    """People with random values and lengths of talk."""
    pairs = draw(st.lists(st.tuples(VALUES, HOURS), max_size=most))
    return [Candidate(f"E{i:03d}", value, hours) for i, (value, hours) in enumerate(pairs)]


def minutes(candidate: Candidate) -> int:
    """Whole minutes that a talk takes."""
    return math.ceil(round(candidate.hours * 60, 6))


def worth(chosen: tuple[Candidate, ...]) -> float:
    """What a list is worth."""
    return math.fsum(candidate.value for candidate in chosen)


def best_by_trying_all(people: list[Candidate], hours: float) -> float:
    """The worth of the best of all sets that fit."""
    sets = (s for size in range(len(people) + 1) for s in combinations(people, size))
    return max(worth(s) for s in sets if sum(minutes(c) for c in s) <= hours * 60)


def greedy(people: list[Candidate], hours: float, key: object) -> float:
    """The worth of taking whoever still fits, in the order of `key`."""
    left, total = hours * 60, 0.0
    for candidate in sorted(people, key=key):  # type: ignore[call-overload]
        if candidate.value > 0 and minutes(candidate) <= left:
            left, total = left - minutes(candidate), total + candidate.value
    return total


@settings(max_examples=150, deadline=None)
@given(candidates(most=9), st.integers(0, 24).map(lambda quarters: quarters / 4))
def test_the_list_is_worth_as_much_as_the_best_of_all_possible_lists(
    people: list[Candidate], hours: float
) -> None:
    """Trying every subset of a small group finds nothing better."""
    assert math.isclose(worth(choose(people, hours)), best_by_trying_all(people, hours), rel_tol=1e-9)


@settings(max_examples=60, deadline=None)
@given(candidates(most=60), st.floats(0, 20))
def test_the_list_never_takes_more_hours_than_there_are(people: list[Candidate], hours: float) -> None:
    """The hours of those chosen, each in whole minutes, fit the week; nobody is chosen twice or at a loss."""
    chosen = choose(people, hours)
    assert sum(minutes(candidate) for candidate in chosen) <= hours * 60 + 1e-6
    assert len({candidate.employee_id for candidate in chosen}) == len(chosen)
    assert all(candidate.value > 0 for candidate in chosen)


@settings(max_examples=60, deadline=None)
@given(candidates(most=60), st.floats(0.25, 20))
def test_the_list_is_never_worth_less_than_a_greedy_one(people: list[Candidate], hours: float) -> None:
    """Neither the most valuable first nor the most value per hour first beats it."""
    best = worth(choose(people, hours)) * (1 + 1e-9) + 1e-9
    assert best >= greedy(people, hours, lambda c: (-c.value, c.employee_id))
    assert best >= greedy(people, hours, lambda c: (-c.value / c.hours, c.employee_id))


@settings(max_examples=40, deadline=None)
@given(candidates(most=25), st.floats(0, 10), st.randoms(use_true_random=False))
def test_the_order_of_the_input_makes_no_difference(
    people: list[Candidate], hours: float, random: object
) -> None:
    """Shuffled people give the same list in the same order, ties included."""
    shuffled = list(people)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert choose(shuffled, hours) == choose(people, hours)


def test_equal_values_go_by_employee_id() -> None:
    """Of people who are worth the same and take as long, the lower ids are listed."""
    people = [Candidate(name, 100.0, 1.0) for name in ("D", "B", "A", "C")]
    assert [candidate.employee_id for candidate in choose(people, 2.5)] == ["A", "B"]


def test_two_short_talks_beat_a_longer_one_that_is_worth_more_alone() -> None:
    """The list is the best set, not the best first person."""
    people = [Candidate("long", 100.0, 2.0), Candidate("short-1", 60.0, 1.0), Candidate("short-2", 60.0, 1.0)]
    assert [candidate.employee_id for candidate in choose(people, 2.0)] == ["short-1", "short-2"]


def test_a_list_of_a_whole_population_is_solved_exactly_as_well() -> None:
    """Five hundred people with four lengths of talk: as good as trying every count of each length."""
    people = [
        Candidate(f"E{i}", 1000 / (1 + 0.37 * i) + i % 7, (0.5, 1.0, 1.5, 2.0)[i % 4]) for i in range(500)
    ]
    by_length = [sorted((c.value for c in people[k::4]), reverse=True) for k in range(4)]
    best = 0.0
    for a in range(25):
        for b in range(13):
            for c in range(9):
                rest = 12 - 0.5 * a - b - 1.5 * c
                if rest >= 0:
                    counts = (a, b, c, int(rest // 2))
                    best = max(best, sum(sum(v[:k]) for v, k in zip(by_length, counts, strict=True)))
    assert math.isclose(worth(choose(people, 12.0)), best, rel_tol=1e-9)


def test_without_scores_a_list_stops_where_the_hours_end() -> None:
    """People are taken in the order given, and nobody after the first who does not fit."""
    people = [Candidate(name, 1.0, hours) for name, hours in (("A", 1.0), ("B", 2.0), ("C", 0.5))]
    assert [candidate.employee_id for candidate in fill(people, 2.5)] == ["A"]
    assert fill(people, 0.0) == ()


def test_net_value_is_what_is_saved_less_what_it_costs() -> None:
    """0.2 x 0.15 x 30,000 saved, 1.5 hours at 60 spent."""
    value = net_value(0.2, effect=0.15, replacement_cost=30_000, hours=1.5, hourly_cost=60)
    assert math.isclose(value, 810.0)
