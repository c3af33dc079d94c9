"""What is true of the sample company and stands in no table: planted effects and real hazards."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from ermine.sample.calendar import Month, date_of
from ermine.sample.company import Company
from ermine.sample.dirt import Dirt, LeakColumn
from ermine.sample.drivers import BASE_RATE, DRIVERS, NULL_FEATURES, SEASON, UNSEEN, Driver
from ermine.sample.exits import VOLUNTARY
from ermine.sample.feedback_tables import round_id
from ermine.sample.moods import CLIMATE_MEMORY, ENGAGEMENT_MEMORY
from ermine.sample.outreach import EFFECT, EFFECT_DAYS, WAIT
from ermine.sample.reasons import BEHIND
from ermine.sample.rendering import employee_ids, unit_ids
from ermine.sample.sheet import Planted
from ermine.sample.surveys import ANSWERS_BY_MOOD
from ermine.sample.words import ARMS

FORMAT = "ermine-sample-truth/1"
DECIMALS = 7
ROUNDS = ("round_id", "asked", "answered", "mean_mood_of_all", "mean_mood_of_answers")


@dataclass(frozen=True)
class OutreachTruth:
    """What a conversation does: log-odds added to the hazard of the months that start in the `days` after it.

    `hazard_ratio` is the mean hazard of those person-months over what it would have been without a talk.
    `assigned` has one row per person on the trial's list, whether or not they could be talked to: employee_id,
    listed_on and arm ("now", or "later": after `wait_days`).
    """

    log_odds: float
    days: int
    hazard_ratio: float
    wait_days: int
    assigned: pl.DataFrame


@dataclass(frozen=True)
class Truth:
    """The planted truth.

    `oracle` has one row per person and month at risk: employee_id, as_of (the month's first day) and hazard,
    the probability of giving voluntary notice in the month that starts at as_of. `intercepts` has as_of and
    intercept. `unobserved` has the log-odds per standard deviation of what no table shows; `climate` has
    unit_id, as_of and climate, in about standard deviations. `rounds` has one row per survey round: how many
    were asked and answered, and the mean mood, in standard deviations, of all and of those who answered.
    """

    seed: int
    base_rate: float
    observed_rate: float
    drivers: tuple[Driver, ...]
    null_features: tuple[str, ...]
    unobserved: Mapping[str, float]
    climate: pl.DataFrame
    intercepts: pl.DataFrame
    oracle: pl.DataFrame
    outreach: OutreachTruth
    rounds: pl.DataFrame
    dirt: Dirt


def truth_text(company: Company, months: tuple[Month, ...], seed: int, dirt: Dirt) -> str:
    """The truth as JSON; the oracle's rows are columns of positions into `employee_id` and `as_of`."""
    rows = company.books.hazards.columns()
    first_days = np.array([month.first for month in months])
    at = np.searchsorted(first_days, rows["day"])
    document = {
        "format": FORMAT,
        "note": "Invented people: no figure here says anything about a real company.",
        "seed": seed,
        "event": "voluntary notice in the month that starts on as_of",
        "base_rate": {"target": BASE_RATE, "observed": _observed_rate(company)},
        "season": SEASON,
        "drivers": [asdict(driver) for driver in DRIVERS],
        "null_features": NULL_FEATURES,
        "unobserved": {
            "log_odds_per_sd": dict(UNSEEN),
            "month_to_month": {"engagement": ENGAGEMENT_MEMORY, "climate": CLIMATE_MEMORY},
        },
        "exit_reasons": dict(BEHIND),
        "as_of": [date_of(month.first).isoformat() for month in months],
        "intercept": _rounded(rows["intercept"][np.searchsorted(at, np.arange(len(months)))]),
        "employee_id": employee_ids(company).to_list(),
        "oracle": {
            "employee": rows["person"].tolist(),
            "as_of": at.tolist(),
            "hazard": _rounded(rows["hazard"]),
        },
        "surveys": _rounds_text(company),
        "climate": _climate_text(company, first_days),
        "outreach": _outreach_text(company),
        "dirt": asdict(dirt),
    }
    return json.dumps(document, separators=(",", ":"), allow_nan=False) + "\n"


def read_truth(file: Path) -> Truth:
    """Read a truth.json back."""
    document: dict[str, Any] = json.loads(file.read_text("utf-8"))
    days, people = pl.Series(document["as_of"]).str.to_date(), pl.Series(document["employee_id"])
    rows = document["oracle"]
    columns = {"employee_id": people.gather(rows["employee"]), "as_of": days.gather(rows["as_of"])}
    return Truth(
        seed=document["seed"],
        base_rate=document["base_rate"]["target"],
        observed_rate=document["base_rate"]["observed"],
        drivers=tuple(_driver(**each) for each in document["drivers"]),
        null_features=tuple(document["null_features"]),
        unobserved=document["unobserved"]["log_odds_per_sd"],
        climate=_climate(document["climate"], days),
        intercepts=pl.DataFrame({"as_of": days, "intercept": document["intercept"]}),
        oracle=pl.DataFrame({**columns, "hazard": rows["hazard"]}),
        outreach=_outreach(document["outreach"], people),
        rounds=pl.DataFrame({name: document["surveys"][name] for name in ROUNDS}),
        dirt=_dirt(**document["dirt"]),
    )


def _observed_rate(company: Company) -> float:
    """Voluntary notices per person and month at risk."""
    voluntary = company.books.exits.columns()["kind"] == VOLUNTARY
    return round(float(voluntary.sum()) / len(company.books.hazards.columns()["day"]), DECIMALS)


def _rounds_text(company: Company) -> dict[str, Any]:
    rows = company.books.rounds.columns()
    last_months = pl.DataFrame({"day": rows["day"]}) if rows else pl.DataFrame(schema={"day": pl.Int64})
    return {
        "answers_log_odds_per_sd_of_mood": ANSWERS_BY_MOOD,
        "round_id": last_months.select(round_id("day")).to_series().to_list(),
        "asked": rows["asked"].tolist() if rows else [],
        "answered": rows["answered"].tolist() if rows else [],
        "mean_mood_of_all": _rounded(rows["mood"]) if rows else [],
        "mean_mood_of_answers": _rounded(rows["heard"]) if rows else [],
    }


def _climate_text(company: Company, first_days: npt.NDArray[Any]) -> dict[str, Any]:
    rows = company.books.climates.columns()
    return {
        "unit_id": unit_ids(company).to_list(),
        "unit": rows["person"].tolist(),
        "as_of": np.searchsorted(first_days, rows["day"]).tolist(),
        "climate": np.round(rows["climate"], 3).tolist(),
    }


def _outreach_text(company: Company) -> dict[str, Any]:
    rows, listed = company.books.hazards.columns(), company.books.trial.columns()
    talked_to = rows["hazard"] != rows["without_outreach"]
    with_talk, without = (rows[name][talked_to].sum() for name in ("hazard", "without_outreach"))
    return {
        "log_odds": EFFECT,
        "days": EFFECT_DAYS,
        "hazard_ratio": round(float(with_talk / without), DECIMALS) if without else 1.0,
        "wait_days": WAIT,
        "assigned": {
            "employee": listed["person"].tolist() if listed else [],
            "listed_on": [date_of(int(day)).isoformat() for day in listed["day"]] if listed else [],
            "arm": [ARMS[arm] for arm in listed["arm"].astype(np.int64)] if listed else [],
        },
    }


def _climate(document: dict[str, Any], days: pl.Series) -> pl.DataFrame:
    units = pl.Series(document["unit_id"]).gather(document["unit"])
    return pl.DataFrame(
        {"unit_id": units, "as_of": days.gather(document["as_of"]), "climate": document["climate"]}
    )


def _outreach(document: dict[str, Any], people: pl.Series) -> OutreachTruth:
    assigned = document["assigned"]
    frame = pl.DataFrame(
        {
            "employee_id": people.gather(pl.Series(assigned["employee"], dtype=pl.Int64)),
            "listed_on": pl.Series(assigned["listed_on"], dtype=pl.String).str.to_date(),
            "arm": pl.Series(assigned["arm"], dtype=pl.String),
        }
    )
    return OutreachTruth(**{**document, "assigned": frame})


def _rounded(values: npt.NDArray[Any]) -> list[float]:
    return [float(value) for value in np.round(values, DECIMALS)]


def _driver(**parts: Any) -> Driver:
    return Driver(**{**parts, "knots": tuple(parts["knots"]), "effects": tuple(parts["effects"])})


def _dirt(dial: float, planted: list[dict[str, Any]], leak_columns: list[dict[str, str]]) -> Dirt:
    rows = [Planted(**{**each, "lines": tuple(each["lines"])}) for each in planted]
    return Dirt(dial, rows, [LeakColumn(**each) for each in leak_columns])
