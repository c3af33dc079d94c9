"""Company events, recognition and one-to-ones: by hand, with an event on the day that stays unseen."""

from typing import Any

import pytest

TinyLake = Any

ABOUT = ("against_team", "engagement", "one_on_ones", "recognition")

DAY = "2025-07-01"


@pytest.fixture
def invited(lake: TinyLake) -> TinyLake:
    """Invitations over a year; the last one is on the day itself."""
    for day, kind, mandatory, attended in [
        ("2024-06-30", "training", False, True),  # more than twelve months ago
        ("2024-07-01", "training", False, True),  # the first day that counts
        ("2024-09-01", "social", False, False),
        ("2024-10-01", "training", True, False),
        ("2025-01-01", "social", False, True),  # the first day of the half year
        ("2025-02-01", "mentoring", False, True),
        ("2025-03-01", "town_hall", True, True),
        ("2025-04-01", "social", False, False),
        ("2025-05-01", "training", False, True),
        (DAY, "social", False, True),
    ]:
        lake.add(
            "engagement_events", "ann", event_date=day, kind=kind, mandatory=mandatory, attended=attended
        )
    return lake


def test_engagement(invited: TinyLake) -> None:
    """Windows begin on their first day and end before the as-of day."""
    row = invited.of("ann", DAY)
    assert row["event_attendance_6m"] == 3 / 4
    assert row["event_attendance_trend"] == 3 / 4 - 1 / 2
    assert row["mandatory_attendance_12m"] == 1 / 2
    assert row["training_events_12m"] == 2
    assert row["mentoring_events_12m"] == 1
    assert row["days_since_event"] == 61


def test_nobody_invited_is_missing_not_zero(invited: TinyLake) -> None:
    """Without an invitation the share of attendance is missing; counts are 0."""
    invited.person("bob", "2024-01-01")
    row = invited.of("bob", DAY)
    assert (row["event_attendance_6m"], row["mandatory_attendance_12m"], row["days_since_event"]) == (
        None,
    ) * 3
    assert (row["training_events_12m"], row["mentoring_events_12m"]) == (0, 0)


def test_events_of_other_kinds_change_nothing(invited: TinyLake) -> None:
    """A resource group or a union meeting is nobody's business: kinds that are not listed are not opened."""
    invited.only = None  # of all features, not of these alone
    before = invited.build(DAY)
    for kind in ("resource_group", "union", "pride"):
        invited.add(
            "engagement_events", "ann", event_date="2025-06-01", kind=kind, mandatory=False, attended=True
        )
    assert invited.build(DAY).equals(before)


def test_recognition(lake: TinyLake) -> None:
    """Two recognitions lie in the 12 months, one in the 90 days; the one on the day is unseen."""
    for day in ("2024-06-30", "2024-07-01", "2025-04-02", DAY):
        lake.add("recognition", "ann", event_date=day, kind="thanks")
    row = lake.of("ann", DAY)
    assert (row["recognition_12m"], row["recognition_90d"], row["days_since_recognition"]) == (2, 1, 90)


def test_one_on_ones(lake: TinyLake) -> None:
    """Three meetings in the year, two of them in the 90 days; the one on the day is unseen."""
    for day in ("2024-08-01", "2025-05-01", "2025-06-20", DAY):
        lake.add("one_on_ones", "ann", event_date=day)
    row = lake.of("ann", DAY)
    assert (row["one_on_ones_12m"], row["one_on_ones_90d"], row["days_since_one_on_one"]) == (3, 2, 11)


def test_never_is_missing_and_none_is_zero(lake: TinyLake) -> None:
    """A person who is in no row of a table has counts of 0 and a missing time since the last."""
    lake.add("one_on_ones", "bob", event_date="2025-05-01")
    lake.add("recognition", "bob", event_date="2025-05-01", kind="thanks")
    row = lake.of("ann", DAY)
    assert (row["one_on_ones_12m"], row["one_on_ones_90d"], row["recognition_12m"]) == (0, 0, 0)
    assert (row["days_since_one_on_one"], row["days_since_recognition"]) == (None, None)


def test_event_entered_late_is_unseen_until_known(lake: TinyLake) -> None:
    """A meeting of May that was entered in July is no meeting on the first of July."""
    lake.add("one_on_ones", "ann", event_date="2025-05-01", known="2025-07-01")
    rows = lake.over("ann", DAY, "2025-07-02")
    assert [row["one_on_ones_90d"] for row in rows.values()] == [0, 1]


def test_event_invitations_6m(invited: TinyLake) -> None:
    """Four voluntary events were offered in the half year, the one that was skipped among them."""
    assert invited.of("ann", DAY)["event_invitations_6m"] == 4


@pytest.fixture
def five(lake: TinyLake) -> TinyLake:
    """Ann and four colleagues; Ann was met twice and thanked once, one colleague was met and thanked four times."""
    for employee in ("bob", "cyd", "dan", "eve"):
        lake.person(employee, "2024-01-01")
    for day in ("2025-05-01", "2025-06-01"):
        lake.add("one_on_ones", "ann", event_date=day)
    lake.add("recognition", "ann", event_date="2024-08-01", kind="thanks")
    for day in ("2025-05-01", "2025-05-11", "2025-06-01", "2025-06-11", DAY):
        lake.add("one_on_ones", "bob", event_date=day)
        lake.add("recognition", "bob", event_date=day, kind="thanks")
    return lake


def test_against_the_colleagues(five: TinyLake) -> None:
    """The mean is the colleagues', the person left out; what is dated on the day is unseen."""
    ann, bob = five.of("ann", DAY), five.of("bob", DAY)
    assert (ann["one_on_ones_against_team_90d"], bob["one_on_ones_against_team_90d"]) == (
        2 - 4 / 4,
        4 - 2 / 4,
    )
    assert (ann["recognition_against_team_12m"], bob["recognition_against_team_12m"]) == (
        1 - 4 / 4,
        4 - 1 / 4,
    )


def test_no_mean_of_a_few_colleagues(five: TinyLake) -> None:
    """With three colleagues nothing is said, since one of them could work out what another got."""
    five.moved("eve", "2025-01-01", unit_id="U2")
    row = five.of("ann", DAY)
    assert (row["one_on_ones_against_team_90d"], row["recognition_against_team_12m"]) == (None, None)
