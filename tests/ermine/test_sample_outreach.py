"""The sample company's trial of outreach: lots, waiting, and an effect that can be found."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from ermine.sample.truth import OutreachTruth, Truth, read_truth
from ermine.sample.write import write_sample

END = date(2026, 6, 30)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two and a half years of a company of 1,000."""
    return write_sample(tmp_path_factory.mktemp("sample"), 1000, months=30, seed=8, end=END).folder


@pytest.fixture(scope="module")
def truth(folder: Path) -> Truth:
    """What is true of it."""
    return read_truth(folder / "truth.json")


@pytest.fixture(scope="module")
def outreach(truth: Truth) -> OutreachTruth:
    """What is true of its outreach."""
    return truth.outreach


def history(folder: Path) -> pl.DataFrame:
    """The history of outreach as it is imported."""
    return pl.read_csv(folder / "outreach_history.csv", try_parse_dates=True)


@pytest.fixture(scope="module")
def contacts(folder: Path, outreach: OutreachTruth) -> pl.DataFrame:
    """Contacts, those of the trial with the day on which the person was listed."""
    rows = history(folder).filter(pl.col("outcome") != "assigned")
    return rows.join(outreach.assigned, on=["employee_id", "arm"], how="left", nulls_equal=False)


def hazard_after(truth: Truth, arm: str, months: range) -> float:
    """Mean true hazard of the people of an arm, while at risk, so many months after they were listed."""
    listed = truth.outreach.assigned.filter(pl.col("arm") == arm)
    rows = [
        listed.select("employee_id", as_of=pl.col("listed_on").dt.offset_by(f"{month}mo")).join(
            truth.oracle, on=["employee_id", "as_of"]
        )
        for month in months
    ]
    return float(pl.concat(rows)["hazard"].to_numpy().mean())


def test_lots_split_each_list_in_halves_and_list_nobody_twice(outreach: OutreachTruth) -> None:
    """Every month's list has as many people for now as for later, give or take one, and a person is on one only."""
    assert outreach.assigned["employee_id"].is_unique().all()
    more = pl.when(pl.col("arm") == "now").then(1).otherwise(-1).sum()
    by_day = outreach.assigned.group_by("listed_on").agg(more=more)
    assert by_day.height == 24
    assert by_day["more"].is_between(-1, 1).all()


def test_arms_were_alike_when_lots_were_drawn(truth: Truth) -> None:
    """In the month of the list, before anybody is talked to, both arms have about the same, high hazard."""
    now, later = (hazard_after(truth, arm, range(1)) for arm in ("now", "later"))
    assert now == pytest.approx(later, rel=0.2)
    assert now > 2.5 * truth.base_rate


def test_a_conversation_lowers_the_hazard_as_planted(truth: Truth) -> None:
    """While the others wait, those of now have a clearly lower hazard; after the others' turn it is the other way."""
    waiting, afterwards = (
        hazard_after(truth, "now", months) / hazard_after(truth, "later", months)
        for months in (range(1, 4), range(7, 10))
    )
    assert 0.5 < waiting < 0.9
    assert afterwards > 1.1
    assert truth.outreach.hazard_ratio == pytest.approx(0.53, abs=0.04)


def test_now_is_at_once_and_later_is_after_the_wait(contacts: pl.DataFrame, outreach: OutreachTruth) -> None:
    """A contact of the trial comes once, in the month of the list, or from 90 days after it for those who wait."""
    trial = contacts.filter(pl.col("arm").is_not_null())
    assert trial["listed_on"].is_not_null().all()
    assert trial["employee_id"].is_unique().all()
    days = trial.with_columns(days=(pl.col("date") - pl.col("listed_on")).dt.total_days())
    assert days.filter(pl.col("arm") == "now")["days"].is_between(0, 30).all()
    assert days.filter(pl.col("arm") == "later")["days"].is_between(outreach.wait_days, 123).all()
    assert set(trial["arm"]) == {"now", "later"}


def test_everyday_contacts_go_on_outside_the_trial(contacts: pl.DataFrame) -> None:
    """About 1.2 % of the people are talked to in a month without an arm, and none after the data end."""
    everyday = contacts.filter(pl.col("arm").is_null())
    assert everyday.height == pytest.approx(0.012 * 1000 * 30, rel=0.25)
    assert contacts["date"].max() <= END  # type: ignore[operator]


def test_people_in_a_case_newcomers_and_those_who_asked_are_not_drawn(
    folder: Path, outreach: OutreachTruth
) -> None:
    """On the day of the list nobody drawn is in an open case, in the first 90 days, or asked in the last 60."""
    tables = {
        name: pl.read_csv(folder / f"{name}.csv", try_parse_dates=True)
        for name in ("open_cases", "employees", "requests")
    }
    day = pl.col("listed_on")
    drawn = {name: outreach.assigned.join(rows, on="employee_id") for name, rows in tables.items()}
    open_then = (pl.col("opened") < day) & (pl.col("closed").is_null() | (pl.col("closed") > day))
    assert drawn["open_cases"].filter(open_then).is_empty()
    assert (drawn["employees"]["listed_on"] - drawn["employees"]["hire_date"]).dt.total_days().min() > 90  # type: ignore[operator]
    asked = (pl.col("date") < day) & (pl.col("date") >= day.dt.offset_by("-60d"))
    assert drawn["requests"].filter(asked).is_empty()


def test_every_lot_is_on_record_contact_or_not(folder: Path, outreach: OutreachTruth) -> None:
    """The history has a row with outcome "assigned" for everybody drawn, also for those who left before."""
    lots = history(folder).filter(pl.col("outcome") == "assigned")
    drawn = lots.select("employee_id", listed_on="date", arm="arm").sort("employee_id")
    assert drawn.equals(outreach.assigned.sort("employee_id"))


def test_nobody_waits_for_a_conversation_for_years(folder: Path) -> None:
    """Who asked has been talked to within six months, so that a list of today asks for no talk of long ago."""
    waiting = pl.read_csv(folder / "requests.csv", try_parse_dates=True).filter(pl.col("state") == "open")
    assert waiting.height > 0
    assert (END - waiting["date"].min()).days <= 180  # type: ignore[operator]
