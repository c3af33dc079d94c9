"""Manager and team features: by hand, the person's own exit left out."""

from typing import Any

import pytest

TinyLake = Any

ABOUT = ("cohort", "manager", "manager_departures", "team")

DAY = "2025-03-01"


@pytest.fixture
def team(lake: TinyLake) -> TinyLake:
    """Ann, Bob, Cyd and Dan in U1 under boss of U0; Eve of U1 left in January, Fay of U2 in February."""
    lake.person("boss", "2020-03-01", unit_id="U0", manager_id=None)
    lake.person("bob", "2024-09-01").person("cyd", "2025-01-10").person("dan", "2023-03-01")
    lake.person("eve", "2023-01-01").person("fay", "2023-01-01", unit_id="U2")
    lake.add("exits", "eve", notice_date="2024-12-20", last_day="2025-01-20", kind="voluntary")
    return lake.add("exits", "fay", notice_date="2025-01-02", last_day="2025-02-01", kind="voluntary")


def test_team_size_and_span(team: TinyLake) -> None:
    """Four people in U1 and four who report to boss; whoever joins on the day is unseen."""
    team.person("gus", DAY)
    row = team.of("ann", DAY)
    assert (row["team_size"], row["span_of_control"]) == (4, 4)
    assert team.of("boss", DAY)["team_size"] == 1


def test_leading_people(team: TinyLake) -> None:
    """Boss has four reports, Ann none; boss has no manager, so what is said of a manager is missing."""
    boss, ann = team.of("boss", DAY), team.of("ann", DAY)
    assert (boss["direct_reports"], boss["is_manager"]) == (4, "yes")
    assert (ann["direct_reports"], ann["is_manager"]) == (0, "no")
    assert (boss["span_of_control"], boss["manager_tenure_months"]) == (None, None)


def test_manager_tenure_months(team: TinyLake) -> None:
    """Boss was hired five years before the day."""
    assert team.of("ann", DAY)["manager_tenure_months"] == 60


def test_a_running_notice_of_others_is_nobodys_feature(team: TinyLake) -> None:
    """The manager's and a colleague's notice change nothing for Ann: a reason must not give them away."""
    team.only = None  # of all features, not of these alone
    before = team.of("ann", DAY)
    team.add("exits", "boss", notice_date="2025-02-10", last_day="2025-03-31", kind="retirement")
    team.add("exits", "bob", notice_date="2025-02-10", last_day="2025-03-31", kind="voluntary")
    assert team.of("ann", DAY) == before


def test_manager_who_is_not_on_record_is_missing(lake: TinyLake) -> None:
    """A manager without a row in employees has no time with the company."""
    assert lake.of("ann", DAY)["manager_tenure_months"] is None


def test_team_exits_90d(team: TinyLake) -> None:
    """Eve counts for U1, Fay does not; an exit on the day itself is unseen; a transfer is no exit."""
    team.person("hal", "2023-01-01").person("ida", "2023-01-01")
    team.add("exits", "hal", notice_date="2025-01-31", last_day=DAY, kind="voluntary")
    team.add("exits", "ida", last_day="2025-02-15", kind="transfer")
    expected = {DAY: 1, "2025-03-02": 2, "2025-04-20": 2, "2025-04-21": 1}
    rows = team.over("ann", *expected)
    assert {day: row["team_exits_90d"] for day, row in rows.items()} == expected


def test_team_exit_share_12m(team: TinyLake) -> None:
    """One leaver beside four people who are there: one fifth."""
    assert team.of("ann", DAY)["team_exit_share_12m"] == pytest.approx(0.2)


def test_leaver_counts_for_the_unit_of_the_last_day(team: TinyLake) -> None:
    """Eve moved to U2 before she left: her exit is U2's, also when an older record says U1."""
    team.person("jon", "2023-01-01", unit_id="U2")
    team.moved("eve", "2025-01-15", unit_id="U2")
    assert team.of("ann", DAY)["team_exits_90d"] == 0
    assert team.of("jon", DAY)["team_exits_90d"] == 2


def test_assignment_after_the_last_day_does_not_move_a_leaver(team: TinyLake) -> None:
    """A row that is valid only after Eve has gone leaves her exit with U1."""
    team.moved("eve", "2025-02-01", unit_id="U9")
    assert team.of("ann", DAY)["team_exits_90d"] == 1


def test_own_exit_is_never_a_team_exit(team: TinyLake) -> None:
    """Ann's own notice and last day change nothing in her row; Bob's row shows her exit."""
    team.only, days = None, (DAY, "2025-03-10")
    before = team.over("ann", *days)
    team.add("exits", "ann", notice_date="2025-02-20", last_day="2025-03-10", kind="voluntary")
    after = team.over("ann", *days)
    assert all(row["in_notice"] for row in after.values())
    for day in days:
        assert {**after[day], "in_notice": False} == before[day]
    now, later = team.over("bob", DAY, "2025-03-11").values()
    assert (now["team_exits_90d"], later["team_exits_90d"]) == (1, 2)


def test_team_joiners_90d(team: TinyLake) -> None:
    """Cyd joined in the 90 days before; for Cyd herself nobody did."""
    assert team.of("ann", DAY)["team_joiners_90d"] == 1
    assert team.of("cyd", DAY)["team_joiners_90d"] == 0


def test_team_tenure_months(team: TinyLake) -> None:
    """Bob 6, Cyd 1 and Dan 24 months on the day; alone in a unit it is missing."""
    assert team.of("ann", DAY)["team_tenure_months"] == pytest.approx(31 / 3)
    assert team.of("boss", DAY)["team_tenure_months"] is None


def test_team_growth_12m(team: TinyLake) -> None:
    """Bob and Cyd joined within a year, Eve left: one more among four; nobody came or went beside boss."""
    assert team.of("ann", DAY)["team_growth_12m"] == pytest.approx((2 - 1) / 4)
    assert team.of("boss", DAY)["team_growth_12m"] == 0


def test_team_same_level_share(team: TinyLake) -> None:
    """Two of three colleagues are at Ann's level once Bob is promoted, none at Bob's; news of the day is unseen."""
    team.moved("bob", "2025-02-28", job_level="3").moved("cyd", DAY, job_level="3")
    assert team.of("ann", DAY)["team_same_level_share"] == pytest.approx(2 / 3)
    assert team.of("bob", DAY)["team_same_level_share"] == 0
    assert team.of("boss", DAY)["team_same_level_share"] is None


def test_manager_same_location(team: TinyLake) -> None:
    """Boss and Ann sit in Lyon, Bob moved to Oslo; of boss's own manager nothing is known."""
    team.moved("bob", "2025-01-01", location="Oslo")
    answers = [team.of(employee, DAY)["manager_same_location"] for employee in ("ann", "bob", "boss")]
    assert answers == ["yes", "no", None]


def test_manager_left_180d(team: TinyLake) -> None:
    """Boss's last day is 2025-03-31: seen the day after, for as long as both it and boss's lead are 180 days near."""
    team.moved("ann", "2025-03-15", manager_id="dan").moved("cyd", "2025-04-15", manager_id="dan")
    team.moved("bob", "2024-09-15", manager_id="dan")
    team.add("exits", "boss", notice_date="2025-02-10", last_day="2025-03-31", kind="voluntary")
    expected = {
        "ann": {"2025-03-31": "no", "2025-04-01": "yes", "2025-09-10": "yes", "2025-09-11": "no"},
        "cyd": {"2025-03-31": "no", "2025-04-01": "yes", "2025-09-27": "yes", "2025-09-28": "no"},
    }
    for employee, answers in expected.items():
        rows = team.over(employee, *answers)
        assert {day: row["manager_left_180d"] for day, row in rows.items()} == answers
    assert team.of("bob", "2025-04-01")["manager_left_180d"] == "no"
    assert team.of("boss", DAY)["manager_left_180d"] is None


def test_manager_team_exits_12m(team: TinyLake) -> None:
    """Eve and Fay reported to boss, in whatever unit; boss himself has no manager."""
    expected = {"2025-02-01": 1, DAY: 2, "2026-01-21": 1}
    rows = team.over("ann", *expected)
    assert {day: row["manager_team_exits_12m"] for day, row in rows.items()} == expected
    assert team.of("boss", DAY)["manager_team_exits_12m"] is None


def test_leaver_without_a_manager_is_nobodys(team: TinyLake) -> None:
    """Eve had lost her manager when she left: the one she had before does not get her exit."""
    team.moved("eve", "2025-01-05", manager_id=None)
    assert team.of("ann", DAY)["manager_team_exits_12m"] == 1


def test_cohort_exit_share_12m(team: TinyLake) -> None:
    """Eve and Fay, hired with Hal in January 2023, both left; in Ann's month nobody else came."""
    team.person("hal", "2023-01-31")
    expected = {"2025-01-20": 0, "2025-01-21": 0.5, DAY: 1.0}
    rows = team.over("hal", *expected)
    assert {day: row["cohort_exit_share_12m"] for day, row in rows.items()} == expected
    assert team.of("ann", DAY)["cohort_exit_share_12m"] is None
