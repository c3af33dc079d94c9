"""A world in which outreach works: half of the exits of the highest scores do not happen.

People have one risk factor, which stays as it is, and two columns that do nothing. Each month some of those with the
highest scores of a correct model are listed; lots decide who is talked to at once and who waits for half a year.
"""

import itertools
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from data_contracts.feature_spec import FeatureSpec
from training.columns import FloatArray
from training.dataset import TrainingData, company_dataset

HORIZON = 90
SLOPE, LEVEL = 1.2, -5.2
LISTED, A_MONTH, LASTS = 0.15, 0.7, 6
"""The share at the top that may be listed, how likely in a month, and for how many months a talk (or lot) lasts."""
TALKED, REMAINS = 0.75, 0.35
"""Who is listed is talked to with the first probability, and then keeps the second share of the hazard: together
half of the exits of the top are gone."""
SPECS = (
    FeatureSpec("risk_factor", "number", "Risk factor", direction=1),
    FeatureSpec("noise", "number", "Noise"),
    FeatureSpec("site", "category", "Site"),
)


@dataclass(frozen=True)
class World:
    """What such a company's tables hold, and the truth about its people."""

    features: pl.DataFrame
    exits: pl.DataFrame
    contacts: pl.DataFrame
    until: date

    def rows(self, untreated: bool, horizon: int = HORIZON) -> TrainingData:
        """Its person-months: of exposure without outreach, or naively of all exposure."""
        return company_dataset(
            self.features.to_arrow(),
            self.exits,
            SPECS,
            covers_until=self.until,
            horizon_days=horizon,
            notice_days=30,
            feature_set="world",
            data_hash="0" * 64,
            contacts=self.contacts if untreated else None,
            effect_days=31 * LASTS,
        )


def true_log_odds(risk: FloatArray) -> FloatArray:
    """Log-odds of notice within the horizon of somebody whom nobody talks to: three months at the same hazard."""
    stays = (1 - 1 / (1 + np.exp(-(LEVEL + SLOPE * risk)))) ** 3
    return np.log(1 - stays) - np.log(stays)


def outreach_world(people: int, months: int, seed: int) -> World:
    """Simulate it month by month; whoever leaves is replaced by somebody new, outreach begins with the first month."""
    rng = np.random.default_rng(seed)
    days = [d.date() for d in pl.datetime_range(date(2021, 1, 1), date(2031, 1, 1), "1mo", eager=True)][
        : months + 1
    ]
    ids = np.arange(people)
    risk = rng.normal(size=people)
    listed, talked = np.full(people, -LASTS), np.full(people, -LASTS)
    features, exits, contacts = [], [], []
    for month, (day, following) in enumerate(itertools.pairwise(days)):
        features.append(_features(ids, day, risk.copy(), rng))
        due = (listed <= month - LASTS) & (risk >= np.quantile(risk, 1 - LISTED))
        fresh = due & (rng.random(people) < A_MONTH)
        listed[fresh] = month
        now = fresh & (rng.random(people) < TALKED)
        talked[now] = month
        contacts.append(pl.DataFrame({"employee_id": _names(ids[now]), "date": [day] * int(now.sum())}))
        hazard = 1 / (1 + np.exp(-(LEVEL + SLOPE * risk))) * np.where(talked > month - LASTS, REMAINS, 1.0)
        gone = np.flatnonzero(rng.random(people) < hazard)
        notice = [day + timedelta(days=int(k)) for k in rng.integers(1, (following - day).days, len(gone))]
        exits.append(_exits(ids[gone], notice))
        ids[gone] = ids.max() + 1 + np.arange(len(gone))
        risk[gone] = rng.normal(size=len(gone))
        listed[gone] = talked[gone] = -LASTS
    return World(pl.concat(features), pl.concat(exits), pl.concat(contacts), days[-1])


def _names(ids: np.ndarray) -> list[str]:
    return [f"p{k:06d}" for k in ids]


def _features(ids: np.ndarray, day: date, risk: FloatArray, rng: np.random.Generator) -> pl.DataFrame:
    n = len(ids)
    return pl.DataFrame({
        "employee_id": _names(ids), "as_of": [day] * n, "unit_id": ["u"] * n, "contract": ["permanent"] * n,
        "contract_end": pl.Series([None] * n, dtype=pl.Date), "risk_factor": risk, "noise": rng.normal(size=n),
        "site": rng.choice(["north", "south"], n),
    })  # fmt: skip


def _exits(ids: np.ndarray, notice: list[date]) -> pl.DataFrame:
    schema = {"employee_id": pl.String, "notice_date": pl.Date, "last_day": pl.Date, "kind": pl.String}
    rows = [
        (name, day, day + timedelta(days=30), "voluntary")
        for name, day in zip(_names(ids), notice, strict=True)
    ]
    return pl.DataFrame(rows, schema=schema, orient="row")
