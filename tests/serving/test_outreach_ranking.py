"""Whom first: what a list may hold, and that no better one exists."""

import math
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from serving.outreach.ranking import Candidate, Choice, Week, choose, net_value, worth_of

HOURS = st.sampled_from([0.25, 1 / 3, 0.5, 0.75, 1.0, 1.5, 2.0, 2.7, 3.0])
VALUES = st.one_of(st.floats(-200, 5000, allow_nan=False), st.sampled_from([0.0, 10.0, 10.0, 250.0]))
WEEKS = st.builds(
    Week,
    hours=st.integers(0, 24).map(lambda quarters: quarters / 4),
    journey_reserve=st.sampled_from([0.0, 0.25, 0.5, 1.0]),
    coverage_floor=st.integers(0, 3),
    coverage_worth=st.sampled_from([0.0, 50.0, 400.0]),
)


@st.composite
def candidates(draw: st.DrawFn, most: int) -> list[Candidate]:
    """People with random values, lengths of talk, moments and silences."""
    rows = draw(
        st.lists(st.tuples(VALUES, HOURS, st.booleans(), st.booleans(), st.integers(0, 3)), max_size=most)
    )
    return [Candidate(f"E{i:03d}", *row) for i, row in enumerate(rows)]


def minutes(candidate: Candidate) -> int:
    """Whole minutes that a talk takes."""
    return math.ceil(round(candidate.hours * 60, 6))


def floor_of(people: list[Candidate], week: Week) -> int:
    """How many due people should be listed: the floor, or all there are."""
    return min(week.coverage_floor, sum(c.due for c in people))


def worth(chosen: tuple[Candidate, ...], people: list[Candidate], week: Week) -> float:
    """What a list is worth, less what the missing part of the floor is."""
    return worth_of(chosen, floor_of(people, week), week.coverage_worth)


def reserved(people: list[Candidate], week: Week) -> int:
    """Minutes kept for moments: the share, as far as the moments that fit need it, each length counted as it fits."""
    capacity, wanted = int(week.hours * 60), 0
    useful = [c for c in people if c.journey and 0 < minutes(c) <= capacity and reaches(c, people, week)]
    for length in {(minutes(c), c.due) for c in useful}:
        alike = [c for c in useful if (minutes(c), c.due) == length]
        wanted += min(len(alike), capacity // length[0]) * length[0]
    return min(math.floor(week.journey_reserve * capacity), wanted)


def reaches(candidate: Candidate, people: list[Candidate], week: Week) -> bool:
    """Whether somebody can be listed at all: for their value, or for the floor."""
    lifted = week.coverage_worth if floor_of(people, week) else 0.0
    return candidate.value > 0 or (candidate.due and candidate.value + lifted > 0)


def allowed(chosen: tuple[Candidate, ...], people: list[Candidate], week: Week) -> bool:
    """Whether a set keeps the hours and the reserve."""
    total = sum(minutes(c) for c in chosen)
    others = sum(minutes(c) for c in chosen if not c.journey)
    return total <= week.hours * 60 + 1e-6 and others <= int(week.hours * 60) - reserved(people, week)


def best_by_trying_all(people: list[Candidate], week: Week) -> float:
    """The worth of the best of all sets that keep the rules."""
    sets = (s for size in range(len(people) + 1) for s in combinations(people, size))
    return max(worth(s, people, week) for s in sets if allowed(s, people, week))


def greedy(people: list[Candidate], week: Week, key: object) -> float:
    """The worth of taking whoever still fits, in the order of `key`."""
    taken: tuple[Candidate, ...] = ()
    for candidate in sorted(people, key=key):  # type: ignore[call-overload]
        if candidate.value > 0 and allowed((*taken, candidate), people, week):
            taken = (*taken, candidate)
    return worth(taken, people, week)


@settings(max_examples=120, deadline=None)
@given(candidates(most=8), WEEKS)
def test_the_list_is_worth_as_much_as_the_best_of_all_possible_lists(
    people: list[Candidate], week: Week
) -> None:
    """Trying every subset of a small group under hours, reserve and floor finds nothing better, and it says so."""
    choice = choose(people, week)
    assert choice.proof.gap == 0.0
    found = worth(choice.chosen, people, week)
    assert math.isclose(found, best_by_trying_all(people, week), rel_tol=1e-9, abs_tol=1e-6)


@settings(max_examples=60, deadline=None)
@given(candidates(most=50), WEEKS)
def test_the_list_never_breaks_a_rule(people: list[Candidate], week: Week) -> None:
    """The hours fit, the reserve is kept, nobody is there twice, and nobody at a loss save for the floor."""
    choice = choose(people, week)
    assert allowed(choice.chosen, people, week)
    assert len({candidate.subject for candidate in choice.chosen}) == len(choice.chosen)
    assert all(c.value > 0 or (c.due and week.coverage_floor) for c in choice.chosen)
    assert choice.proof.floor == floor_of(people, week)
    assert choice.proof.short == max(choice.proof.floor - sum(c.due for c in choice.chosen), 0)


@settings(max_examples=60, deadline=None)
@given(candidates(most=50), WEEKS)
def test_the_list_is_never_worth_less_than_a_greedy_one(people: list[Candidate], week: Week) -> None:
    """Neither the most valuable first nor the most value per hour first beats it."""
    best = worth(choose(people, week).chosen, people, week)
    best += abs(best) * 1e-9 + 1e-6
    assert best >= greedy(people, week, lambda c: (-c.value, c.subject))
    assert best >= greedy(people, week, lambda c: (-c.value / c.hours, c.subject))


@settings(max_examples=40, deadline=None)
@given(candidates(most=25), WEEKS, st.randoms(use_true_random=False))
def test_the_order_of_the_input_makes_no_difference(
    people: list[Candidate], week: Week, random: object
) -> None:
    """Shuffled people give the same list in the same order, ties included."""
    shuffled = list(people)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert choose(shuffled, week) == choose(people, week)


def subjects(choice: Choice) -> list[str]:
    """Who was chosen, in order."""
    return [candidate.subject for candidate in choice.chosen]


def test_equal_values_go_by_the_longest_wait_and_then_by_id() -> None:
    """Of people who are worth the same and take as long, who waited longer is listed, then the lower id."""
    people = [Candidate(name, 100.0, 1.0) for name in ("D", "B", "A", "C")]
    assert subjects(choose(people, Week(2.5))) == ["A", "B"]
    assert subjects(choose([*people, Candidate("Z", 100.0, 1.0, waited=9)], Week(2.5))) == ["Z", "A"]


def test_two_short_talks_beat_a_longer_one_that_is_worth_more_alone() -> None:
    """The list is the best set, not the best first person."""
    people = [Candidate("long", 100.0, 2.0), Candidate("short-1", 60.0, 1.0), Candidate("short-2", 60.0, 1.0)]
    assert subjects(choose(people, Week(2.0))) == ["short-1", "short-2"]


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
    assert math.isclose(worth(choose(people, Week(12.0)).chosen, people, Week(12.0)), best, rel_tol=1e-9)


def test_a_week_without_hours_has_an_empty_list_and_says_what_is_missing() -> None:
    """Capacity zero, or hours planned away, is no error: the floor's shortfall stands in the proof."""
    people = [Candidate("A", 500.0, 1.0, due=True)]
    for hours in (0.0, -1.5):
        choice = choose(people, Week(hours, coverage_floor=2, coverage_worth=200.0))
        assert choice.chosen == ()
        assert (choice.proof.due, choice.proof.floor, choice.proof.short) == (1, 1, 1)


def test_hours_that_moments_do_not_need_are_given_to_others() -> None:
    """Half of four hours is reserved, but the one moment takes one hour: the rest goes to risk."""
    people = [Candidate(f"R{i}", 900.0 - i, 1.0) for i in range(5)]
    choice = choose([*people, Candidate("moment", 10.0, 1.0, journey=True)], Week(4.0, 0.5))
    assert subjects(choice) == ["R0", "R1", "R2", "moment"]
    assert choice.proof.reserved_hours == 1.0


def test_the_solver_prints_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    """A week over which HiGHS with presolve talks to standard output, where a command's JSON goes."""
    random = np.random.default_rng(285)
    rows = zip(
        random.gamma(1.5, 400, 60) - 200,
        random.choice((0.5, 1.0, 1.5, 2.0, 3.0), 60),
        random.random(60) < 0.3,
        strict=True,
    )
    people = [
        Candidate(f"E{i}", round(float(value), 2), float(hours), due=bool(due))
        for i, (value, hours, due) in enumerate(rows)
    ]
    assert choose(people, Week(12.0, 0.25, 1, 200.0)).proof.gap == 0.0
    assert capfd.readouterr().out == ""


def test_when_the_solver_has_no_time_the_list_is_a_greedy_one_and_the_gap_is_stated() -> None:
    """No list is lost to the clock, and none claims to be the best without proof."""
    people = [Candidate(f"E{i}", 100 + (i * 37) % 101 + i / 7, 0.5 + (i % 13) / 12) for i in range(300)]
    week = Week(11.3, solver_seconds=1e-9)
    choice = choose(people, week)
    assert choice.chosen
    assert sum(minutes(c) for c in choice.chosen) <= 11.3 * 60
    assert choice.proof.gap > 0 or choice == choose(people, Week(11.3))


def test_net_value_is_what_is_saved_less_what_it_costs() -> None:
    """0.2 x 0.15 x 30,000 saved, 1.5 hours at 60 and 40 in money spent."""
    value = net_value(0.2, effect=0.15, replacement_cost=30_000, hours=1.5, hourly_cost=60, cost=40)
    assert math.isclose(value, 770.0)
