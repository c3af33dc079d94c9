"""Published moods as bands for a build: the same for all members of a unit, by cut-points that a model carries."""

from datetime import date

import polars as pl

from ermine.jobs.team_mood import team_bands
from features.team_bands import BAND, KNOWN, band_values
from serving.insight.mood_bands import UnitMood, cuts_in

CUTS = (-10, 10)
ROWS = pl.DataFrame(
    {
        "employee_id": ["E1", "E2", "E3", "E4", "E5"],
        "unit_id": ["shop", "shop", "desk", "office", "nowhere"],
        "as_of": [date(2026, 7, 2)] * 5,
    }
)


def values(shop: float, known: date = date(2026, 7, 1)) -> list[str | None]:
    """The band of each person: the desk carries the office's, nobody has published anything of `nowhere`."""
    moods = (
        UnitMood("shop", "r", known, "shop", shop),
        UnitMood("office", "r", known, "office", 25.0),
        UnitMood("desk", "r", known, "office", 25.0),
    )
    bands = team_bands(moods, CUTS)
    assert bands is not None
    return band_values(ROWS, bands)[BAND].to_list()


def test_members_of_a_published_group_have_one_value() -> None:
    """Also those of a unit that is not shown itself; without a published mood the value is missing."""
    assert values(0.0) == ["-10 to 9", "-10 to 9", "10 and above", "10 and above", None]


def test_only_a_whole_group_moves() -> None:
    """A mood within its band moves nobody; one that crosses a cut-point moves every member of its group, alike."""
    before, within, across = values(0.0), values(4.0), values(12.0)
    assert before == within
    assert [one != other for one, other in zip(before, across, strict=True)] == [
        True,
        True,
        False,
        False,
        False,
    ]
    assert across[0] == across[1]


def test_a_band_is_seen_from_the_day_after() -> None:
    """What is published on the day of a run does not count yet."""
    assert values(0.0, known=date(2026, 7, 2)) == [None] * 5


def test_the_coverage_flag_says_who_has_a_band() -> None:
    """yes or no, never missing, where bands are given."""
    bands = team_bands((UnitMood("shop", "r", date(2026, 7, 1), "shop", 0.0),), CUTS)
    assert bands is not None
    assert band_values(ROWS, bands)[KNOWN].to_list() == ["yes", "yes", "no", "no", "no"]


def test_without_cut_points_there_are_no_bands() -> None:
    """A model that was trained without bands is given none."""
    assert (
        team_bands((UnitMood("shop", "r", date(2026, 7, 1), "shop", 0.0),), cuts_in(["red", "green"])) is None
    )
