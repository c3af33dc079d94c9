"""KPIs on a company small enough to count by hand."""

from dataclasses import replace
from datetime import date, timedelta

import polars as pl
import pytest

from training.kpis.compare import change_of, compare
from training.kpis.formulas import FORMULAS, contact_gap, time_to_first_contact, voluntary_turnover
from training.kpis.measured import Measured
from training.kpis.people import Counts, Tables, counts_of, people_on

DAY = date(2026, 7, 1)


@pytest.fixture
def tables() -> Tables:
    """Five people: A and B stay, C left by notice (regretted), D was dismissed, E is new."""
    return Tables(
        employees=pl.DataFrame(
            {
                "employee_id": list("ABCDE"),
                "hire_date": [date(2020, 1, 1)] * 4 + [date(2026, 4, 1)],
            }
        ),
        exits=pl.DataFrame(
            {
                "employee_id": ["C", "D"],
                "last_day": [date(2026, 1, 1), date(2025, 10, 1)],
                "kind": ["voluntary", "involuntary"],
                "regretted": [True, None],
            }
        ),
        assignments=pl.DataFrame(
            {
                "employee_id": ["A", "B", "B", "C", "D", "E"],
                "valid_from": [date(2020, 1, 1)] * 2 + [date(2026, 2, 1)] + [date(2020, 1, 1)] * 2 + [date(2026, 4, 1)],
                "unit_id": ["x", "x", "y", "x", "x", "y"],
                "job_family": ["f"] * 6,
                "job_level": [3] * 6,
            }
        ),
        events=pl.DataFrame(
            {
                "employee_id": ["A", "B", "E"],
                "event_date": [date(2026, 6, 1)] * 3,
                "mandatory": [False, True, False],
                "attended": [True, True, False],
            }
        ),
        recognition=None,
        contacts=pl.DataFrame({"employee_id": ["A", "B"], "date": [date(2026, 6, 21), date(2024, 7, 1)]}),
        first_listed={"A": date(2026, 6, 11), "E": date(2026, 6, 15)},
    )  # fmt: skip


@pytest.fixture
def counts(tables: Tables) -> Counts:
    """What is counted of all five."""
    return counts_of(people_on(tables, DAY))


def test_people_and_years_are_counted_as_by_hand(counts: Counts) -> None:
    """Three here, four a year before of whom two stayed; C, D and E worked part of the year."""
    assert (counts.people, counts.here_before, counts.stayed) == (3, 4, 2)
    parts = [
        365,
        365,
        (date(2026, 1, 1) - date(2025, 7, 1)).days,
        (date(2025, 10, 1) - date(2025, 7, 1)).days,
        91,
    ]
    assert counts.person_years == pytest.approx(sum(parts) / 365.25)


def test_a_dismissal_is_no_voluntary_exit_and_a_missing_regret_is_none(counts: Counts) -> None:
    """One voluntary exit, regretted."""
    assert (counts.voluntary_exits, counts.regretted_exits) == (1, 1)


def test_moves_and_taking_part(counts: Counts) -> None:
    """B moved; only A came to a voluntary event: a mandatory one and an invitation that was not taken do not count."""
    assert (counts.moved, counts.took_part) == (1, 1)


def test_a_table_that_is_not_there_is_not_a_zero(counts: Counts) -> None:
    """Without the recognition table nothing is said of recognition."""
    assert counts.recognised is None
    assert FORMULAS["recognition_coverage"](counts) is None


def test_gaps_count_from_the_last_contact_or_the_hire_date(counts: Counts) -> None:
    """A 10 days, B two years, E since the start in April: the median is E's."""
    assert sorted(counts.gaps or ()) == [10.0, 91.0, 730.0]
    found = contact_gap(counts)
    assert found is not None
    assert found.value == 91.0


def test_whoever_was_listed_and_not_contacted_counts_as_longest(counts: Counts) -> None:
    """A waited ten days, E is waiting: with half of them waiting there is no median yet."""
    assert sorted(counts.waits or ()) == [10.0, float("inf")]
    assert time_to_first_contact(counts) is None
    assert time_to_first_contact(replace(counts, waits=(10.0, 12.0, float("inf")))) is not None


def test_turnover_has_the_exact_poisson_interval() -> None:
    """20 exits in 100 years: Garwood's limits for 20 are 12.22 and 30.89."""
    counts = Counts(100, 100, 80, 100.0, 20, None, None, None, None, None, None, None)
    found = voluntary_turnover(counts)
    assert (found.value, found.low, found.high) == pytest.approx((20.0, 12.217, 30.888), abs=1e-3)


def test_a_group_below_its_minimum_is_not_given(counts: Counts) -> None:
    """Three people are too few for every KPI, and a higher floor of the privacy policy raises each minimum."""
    assert all(found.now is None for found in compare(counts, counts, 5).values())
    many = replace(counts, people=40, here_before=40, stayed=35, gaps=(30.0,) * 40)
    assert compare(many, many, 5)["retention"].now is not None
    assert all(found.now is None for found in compare(many, many, 50).values())


def test_no_arrow_without_a_difference_that_excludes_0() -> None:
    """Intervals that overlap a little may still differ; those that differ by chance have no arrow."""
    assert change_of(Measured(12.0, 10.0, 14.0, 400), Measured(12.5, 10.4, 14.6, 400)) == "none"
    assert change_of(Measured(20.0, 17.0, 23.0, 400), Measured(12.0, 10.0, 14.0, 400)) == "up"
    assert change_of(Measured(8.0, 7.0, 9.0, 400), Measured(12.0, 10.0, 14.0, 400)) == "down"
    assert change_of(Measured(8.0, 7.0, None, 400), Measured(12.0, 10.0, 14.0, 400)) == "unknown"
    assert change_of(None, Measured(12.0, 10.0, 14.0, 400)) == "unknown"


def test_what_happens_on_the_day_or_later_is_not_seen(tables: Tables) -> None:
    """An exit, a contact and a hire of tomorrow change nothing."""
    tomorrow = DAY + timedelta(days=1)
    more = replace(
        tables,
        employees=pl.concat(
            [tables.employees, pl.DataFrame({"employee_id": ["F"], "hire_date": [tomorrow]})]
        ),
        exits=pl.concat(
            [
                tables.exits,
                pl.DataFrame(
                    {"employee_id": ["A"], "last_day": [tomorrow], "kind": ["voluntary"], "regretted": [True]}
                ),
            ]
        ),
    )
    assert counts_of(people_on(more, DAY)) == counts_of(people_on(tables, DAY))


def test_adoption_and_ease_count_lines_that_ran_out(tables: Tables) -> None:
    """Two lines ran out in the year, one of them decided, at the second try; one still runs, one is of long ago, one of
    nobody here."""
    lines = pl.DataFrame(
        {
            "employee_id": ["A", "B", "A", "B", "Z"],
            "valid_until": [date(2026, 6, 1), date(2026, 6, 8), DAY, date(2025, 1, 1), date(2026, 6, 1)],
            "decided": [True, False, True, True, True],
            "kept": [False, False, True, True, True],
        }
    )
    counts = counts_of(people_on(replace(tables, lines=lines), DAY))
    assert (counts.lines, counts.decided, counts.kept) == (2, 1, 0)
    ease = FORMULAS["ease"](replace(counts, decided=40, kept=30))
    assert ease is not None
    assert (ease.value, ease.n) == (75.0, 40)
    assert FORMULAS["adoption"](counts_of(people_on(tables, DAY))) is None
