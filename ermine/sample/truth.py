"""What is true of the sample company and stands in no table: planted effects and real hazards."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from ermine.sample.calendar import Month, date_of
from ermine.sample.company import Company
from ermine.sample.dirt import Dirt, LeakColumn
from ermine.sample.drivers import BASE_RATE, DRIVERS, ENGAGEMENT_EFFECT, NULL_FEATURES, SEASON, Driver
from ermine.sample.exits import VOLUNTARY
from ermine.sample.hazards import ENGAGEMENT_MEMORY
from ermine.sample.rendering import employee_ids
from ermine.sample.sheet import Planted

FORMAT = "ermine-sample-truth/1"
DECIMALS = 7


@dataclass(frozen=True)
class Truth:
    """The planted truth.

    `oracle` has one row per person and month at risk: employee_id, as_of (the month's first day) and hazard,
    the probability of giving voluntary notice in the month that starts at as_of. `intercepts` has as_of and
    intercept.
    """

    seed: int
    base_rate: float
    observed_rate: float
    drivers: tuple[Driver, ...]
    null_features: tuple[str, ...]
    intercepts: pl.DataFrame
    oracle: pl.DataFrame
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
            "engagement": {"log_odds_per_sd": ENGAGEMENT_EFFECT, "month_to_month": ENGAGEMENT_MEMORY}
        },
        "as_of": [date_of(month.first).isoformat() for month in months],
        "intercept": _rounded(rows["intercept"][np.searchsorted(at, np.arange(len(months)))]),
        "employee_id": employee_ids(company).to_list(),
        "oracle": {
            "employee": rows["person"].tolist(),
            "as_of": at.tolist(),
            "hazard": _rounded(rows["hazard"]),
        },
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
        intercepts=pl.DataFrame({"as_of": days, "intercept": document["intercept"]}),
        oracle=pl.DataFrame({**columns, "hazard": rows["hazard"]}),
        dirt=_dirt(**document["dirt"]),
    )


def _observed_rate(company: Company) -> float:
    """Voluntary notices per person and month at risk."""
    voluntary = company.books.exits.columns()["kind"] == VOLUNTARY
    return round(float(voluntary.sum()) / len(company.books.hazards.columns()["day"]), DECIMALS)


def _rounded(values: npt.NDArray[Any]) -> list[float]:
    return [float(value) for value in np.round(values, DECIMALS)]


def _driver(**parts: Any) -> Driver:
    return Driver(**{**parts, "knots": tuple(parts["knots"]), "effects": tuple(parts["effects"])})


def _dirt(dial: float, planted: list[dict[str, Any]], leak_columns: list[dict[str, str]]) -> Dirt:
    rows = [Planted(**{**each, "lines": tuple(each["lines"])}) for each in planted]
    return Dirt(dial, rows, [LeakColumn(**each) for each in leak_columns])
