"""Published moods of units: the same for all members, never before they were published, never by default."""

from datetime import date
from typing import Any

import polars as pl
import pyarrow as pa
import pytest

from features.build import absent_features
from features.team_bands import COLUMNS, TeamBands, TeamBandsRefused

TinyLake = Any

ROWS = [
    ("U1", "2024-Q1", date(2024, 4, 10), "low"),
    ("U1", "2024-Q2", date(2024, 7, 10), "high"),
    ("U2", "2024-Q2", date(2024, 7, 10), "middle"),
]


def bands(*rows: tuple[str, str, date, str]) -> TeamBands:
    """Published bands of these rows."""
    return TeamBands(pl.DataFrame(list(rows), schema=COLUMNS, orient="row"))


@pytest.fixture
def units(lake: TinyLake) -> TinyLake:
    """Ann and Bob in U1, Cid in U2, Dan in U3 of which nothing was published."""
    lake.person("bob", "2023-05-01", job_level="3")
    lake.person("cid", "2023-05-01", unit_id="U2")
    return lake.person("dan", "2023-05-01", unit_id="U3")


def moods(built: pa.Table) -> dict[str, tuple[str | None, str | None]]:
    """Band and coverage by person."""
    return {r["employee_id"]: (r["team_mood_band"], r["team_mood_known"]) for r in built.to_pylist()}


def test_all_members_of_a_unit_have_the_same_band(units: TinyLake) -> None:
    """Who they are changes nothing; a unit without a published band is said to have none."""
    assert moods(units.build("2024-08-01", team_bands=bands(*ROWS))) == {
        "ann": ("high", "yes"), "bob": ("high", "yes"), "cid": ("middle", "yes"), "dan": (None, "no"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("day", "band"),
    [("2024-04-10", None), ("2024-04-11", "low"), ("2024-07-10", "low"), ("2024-07-11", "high")],
)
def test_a_band_is_seen_from_the_day_after_it_was_published(
    units: TinyLake, day: str, band: str | None
) -> None:
    """On the day itself the one before still holds."""
    assert moods(units.build(day, team_bands=bands(*ROWS)))["ann"][0] == band


def test_what_is_published_later_changes_no_earlier_row(units: TinyLake) -> None:
    """Bands known on the day or later, whatever they say, leave every bit of the day's rows as it was."""
    day = "2024-07-10"
    later = [("U1", "2024-Q2", date(2024, 7, 10), "poison"), ("U3", "2024-Q3", date(2025, 1, 1), "poison")]
    assert units.build(day, team_bands=bands(ROWS[0], *later)).equals(
        units.build(day, team_bands=bands(*ROWS))
    )


def test_another_units_band_moves_nobody_else(units: TinyLake) -> None:
    """Another band for U1 changes the rows of its members, equally, and no other row."""
    other = [(unit, name, day, "middle" if unit == "U1" else band) for unit, name, day, band in ROWS]
    before, after = (moods(units.build("2024-08-01", team_bands=bands(*rows))) for rows in (ROWS, other))
    assert {who for who in before if before[who] != after[who]} == {"ann", "bob"}
    assert after["ann"] == after["bob"]


def test_without_given_bands_the_features_are_absent(units: TinyLake) -> None:
    """No table of the lake feeds them: they are named absent, and missing for everybody."""
    assert {"team_mood_band", "team_mood_known"} <= set(absent_features(units.files()))
    assert set(moods(units.build("2024-08-01")).values()) == {(None, None)}


def test_a_policy_that_keeps_mood_out_keeps_given_bands_out(units: TinyLake) -> None:
    """Bands that are passed in all the same stay missing while the policy bars them."""
    built = units.build("2024-08-01", team_bands=bands(*ROWS), barred=["team_bands"])
    assert set(moods(built).values()) == {(None, None)}


GAP = pl.DataFrame(ROWS, schema=COLUMNS, orient="row").with_columns(band=pl.lit(None, dtype=pl.String))
REFUSED = {
    "band may not be missing": GAP,
    "unit 'U1' has two bands": pl.DataFrame([ROWS[0], ROWS[0]], schema=COLUMNS, orient="row"),
    "have the columns": pl.DataFrame(ROWS, schema=COLUMNS, orient="row").drop("round"),
    "more than 10 different": pl.DataFrame(
        [(f"U{n}", "r", date(2024, 1, 1), str(n)) for n in range(11)], schema=COLUMNS, orient="row"
    ),
}


@pytest.mark.parametrize("why", REFUSED)
def test_bands_that_cannot_be_used_are_refused(why: str) -> None:
    """The refusal says what is wrong: a gap, two bands in one round, other columns, bands that could name a unit."""
    with pytest.raises(TeamBandsRefused, match=why):
        TeamBands(REFUSED[why])
