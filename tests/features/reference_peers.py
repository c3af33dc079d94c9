"""What is compared with the company, with peers and with what was published, computed slowly for one person."""

from datetime import date
from typing import Any

import pandas as pd
import polars as pl

from features.peers import GroupMedian, PeerMedians
from features.team_bands import COLUMNS, TeamBands
from tests.features.reference_company import Known
from tests.features.reference_features import career, of, share

Values = dict[str, Any]

PAY = {("Sales", "1"): 0.9, ("Sales", None): 1.05, ("Engineering", "2"): 1.2}
"""Medians by family and level: Sales has one level and a fallback, Engineering no fallback."""

LEVEL_TIME = {("Engineering", None): 14.0, ("Sales", "2"): 5.0}

PUBLISHED = (("U1", "r1", date(2025, 5, 30), "low"), ("U1", "r2", date(2025, 5, 31), "high"))
"""Unit, round, day of publishing, band: the second is published on an as-of day and not seen on it."""


def given_medians() -> PeerMedians:
    """The medians above, as a scorecard carries them."""
    medians = {"pay_against_peers": PAY, "level_time_against_peers": LEVEL_TIME}
    return PeerMedians(
        medians={
            name: tuple(
                GroupMedian(job_family=family, job_level=level, people=10, median=median)
                for (family, level), median in groups.items()
            )
            for name, groups in medians.items()
        }
    )


def given_bands() -> TeamBands:
    """The published bands above."""
    return TeamBands(pl.DataFrame(list(PUBLISHED), schema=COLUMNS, orient="row"))


def company_pay(known: Known, who: str) -> Values:
    """Salary against the median of everybody who is there."""
    return {"pay_against_company": _pay(known, who)}


def _pay(known: Known, who: str) -> float | None:
    rows = known.states("compensation")
    paid = sorted(
        list(of(rows, person)["annual_salary"])[-1] for person in known.people.index if len(of(rows, person))
    )
    own = of(rows, who)
    if len(paid) < 5 or own.empty:
        return None
    middle = (paid[(len(paid) - 1) // 2] + paid[len(paid) // 2]) / 2
    return float(own.iloc[-1]["annual_salary"] / middle)


def peers(known: Known, who: str) -> Values:
    """Own figures over the given medians: of family and level, else of the family."""
    return {
        "pay_against_peers": _against(known, who, _pay(known, who), PAY),
        "level_time_against_peers": _against(known, who, career(known, who)["months_in_level"], LEVEL_TIME),
    }


def _against(
    known: Known, who: str, own: float | None, medians: dict[tuple[str, str | None], float]
) -> float | None:
    job = known.people.loc[who]
    level = None if pd.isna(job["job_level"]) else job["job_level"]
    found = medians.get((job["job_family"], level), medians.get((job["job_family"], None)))
    return None if own is None or found is None else share(own, found)


def mood(known: Known, who: str) -> Values:
    """The last band that was published before the day for the person's unit."""
    unit = known.people.loc[who, "unit_id"]
    seen = [band for name, _, day, band in PUBLISHED if name == unit and pd.Timestamp(day) < known.day]
    return {"team_mood_band": seen[-1] if seen else None, "team_mood_known": "yes" if seen else "no"}
