"""Every feature of one person, computed slowly: one dictionary per subject, from the person's own visible rows."""

from decimal import Decimal
from itertools import pairwise
from typing import Any

import pandas as pd

from tests.features.reference_company import Known

Values = dict[str, Any]


def months(start: pd.Timestamp, end: pd.Timestamp) -> int | None:
    """Completed calendar months."""
    if pd.isna(start):
        return None
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)


def days(start: pd.Timestamp, end: pd.Timestamp) -> int | None:
    """Days from one to the other."""
    return None if pd.isna(start) else (end - start).days


def share(part: float, whole: float) -> float | None:
    """A share; of nothing it is unknown."""
    return part / whole if whole else None


def difference(now: float | None, then: float | None) -> float | None:
    """Now less then, where both are known."""
    return None if now is None or then is None else now - then


def of(rows: pd.DataFrame, who: str) -> pd.DataFrame:
    """The person's rows."""
    return rows[rows["employee_id"] == who]


def same(one: Any, other: Any) -> bool:
    """Equal, or both missing."""
    return bool(one == other or (pd.isna(one) and pd.isna(other)))


def current_job(known: Known, who: str) -> Values:
    """Values of the assignment that holds."""
    job = known.people.loc[who]
    names = ("job_family", "job_level", "location", "work_mode", "fte")
    return {name: job[name] for name in names} | {"contract_type": job["contract"]}


def career(known: Known, who: str) -> Values:
    """Tenure, stays and changes."""
    jobs = of(known.states("assignments"), who).to_dict("records")
    held = ("unit_id", "job_family", "job_level", "work_mode", "manager_id")
    changes = {column: _changes(jobs, column) for column in held}
    stays = {c: months(max(changes[c], default=jobs[0]["valid_from"]), known.day) for c in changes}
    moves = set(changes["unit_id"]) | set(changes["job_family"])
    filled = {job["valid_from"] for job in jobs if not pd.isna(job["manager_id"])}
    return {
        "tenure_months": months(known.people.loc[who, "hire_date"], known.day),
        "months_in_unit": stays["unit_id"],
        "months_in_level": stays["job_level"],
        "moves_24m": sum(day >= known.ago(months=24) for day in moves),
        "level_changes_36m": sum(day >= known.ago(months=36) for day in changes["job_level"]),
        "work_mode_changes_12m": sum(day >= known.ago(months=12) for day in changes["work_mode"]),
        "manager_changes_180d": sum(
            day >= known.ago(days=180) for day in filled & set(changes["manager_id"])
        ),
        "months_with_manager": None if pd.isna(jobs[-1]["manager_id"]) else stays["manager_id"],
    }


def _changes(jobs: list[Values], column: str) -> list[pd.Timestamp]:
    """The days from which another value held than before."""
    return [new["valid_from"] for old, new in pairwise(jobs) if not same(old[column], new[column])]


def pay(known: Known, who: str) -> Values:
    """Salary, band and raises."""
    rows = of(known.states("compensation"), who).to_dict("records")
    raises = [
        (new["valid_from"], new["annual_salary"] / old["annual_salary"] - 1)
        for old, new in pairwise(rows)
        if new["annual_salary"] > old["annual_salary"]
    ]
    last_raise = raises[-1] if raises else (pd.NaT, None)
    year_ago, two_years_ago = (_valid(rows, known.ago(months=count)) for count in (12, 24))
    now = rows[-1] if rows else None
    return {
        "months_since_raise": months(last_raise[0], known.day),
        "last_raise_pct": last_raise[1],
        "raises_24m": sum(day >= known.ago(months=24) for day, _ in raises) if rows else None,
        "compa_ratio": _compa(now),
        "compa_ratio_change_12m": difference(_compa(now), _compa(year_ago)),
        "salary_growth_24m": now["annual_salary"] / two_years_ago["annual_salary"] - 1
        if two_years_ago
        else None,
    }


def _valid(rows: list[Values], day: pd.Timestamp) -> Values | None:
    return next((row for row in reversed(rows) if row["valid_from"] <= day), None)


def _compa(row: Values | None) -> float | None:
    return (
        None if row is None or pd.isna(row["band_midpoint"]) else row["annual_salary"] / row["band_midpoint"]
    )


def reviews(known: Known, who: str) -> Values:
    """Ratings."""
    rows = of(known.facts("reviews", "period_end"), who)
    ratings, recent = list(rows["rating"]), rows[rows["period_end"] >= known.ago(months=36)]["rating"]
    return {
        "last_rating": ratings[-1] if ratings else None,
        "rating_change": ratings[-1] - ratings[-2] if len(ratings) > 1 else None,
        "mean_rating_36m": share(sum(recent), len(recent)),
        "months_since_review": months(rows["period_end"].max(), known.day),
    }


def workload(known: Known, who: str) -> Values:
    """Hours of whole calendar months."""
    rows = of(known.facts("worked_hours", "month"), who)
    first = known.day.replace(day=1)

    def window(begin: int, end: int) -> pd.DataFrame:
        low, high = (first - pd.DateOffset(months=count) for count in (begin, end))
        return rows[(rows["month"] >= low) & (rows["month"] < high)]

    def overtime(begin: int, end: int) -> float | None:
        worked, owed = (
            sum(Decimal(str(hours)) for hours in window(begin, end)[c]) for c in ("worked", "contracted")
        )
        ratio = share(float(worked), float(owed))
        return None if ratio is None else ratio - 1

    half_year, year = window(6, 0), window(12, 0)
    return {
        "overtime_ratio_3m": overtime(3, 0),
        "overtime_ratio_12m": overtime(12, 0),
        "overtime_trend": difference(overtime(3, 0), overtime(6, 3)),
        "peak_overtime_12m": None if year.empty else max(year["worked"] / year["contracted"]) - 1,
        "long_months_6m": None
        if half_year.empty
        else sum(half_year["worked"] > half_year["contracted"] * 1.1),
    }


def holidays(known: Known, who: str) -> Values:
    """Days of holiday, counted one by one."""
    rows = of(known.holidays, who)
    year = pd.date_range(known.ago(months=12), known.day, inclusive="left")
    ends = [known.day if pd.isna(end) else min(end, known.day) for end in rows["end_date"]]
    taken = [
        sum(start <= day <= end for day in year) for start, end in zip(rows["start_date"], ends, strict=True)
    ]
    return {
        "holiday_days_12m": sum(taken),
        "longest_holiday_12m": max(taken, default=0) or None,
        "days_since_holiday": days(max(ends, default=pd.NaT), known.day),
    }


def engagement(known: Known, who: str) -> Values:
    """Company events."""
    rows = of(known.company_events, who)
    open_to_all, year = rows[~rows["mandatory"]], rows[rows["event_date"] >= known.ago(months=12)]
    last = open_to_all[open_to_all["event_date"] >= known.ago(months=6)]
    before = open_to_all[
        (open_to_all["event_date"] >= known.ago(months=12))
        & (open_to_all["event_date"] < known.ago(months=6))
    ]
    duty, came = year[year["mandatory"]], year[year["attended"]]
    attendance, earlier = (share(rows["attended"].sum(), len(rows)) for rows in (last, before))
    return {
        "event_attendance_6m": attendance,
        "event_attendance_trend": difference(attendance, earlier),
        "event_invitations_6m": len(last),
        "mandatory_attendance_12m": share(duty["attended"].sum(), len(duty)),
        "training_events_12m": sum(came["kind"] == "training"),
        "mentoring_events_12m": sum(came["kind"] == "mentoring"),
        "days_since_event": days(open_to_all[open_to_all["attended"]]["event_date"].max(), known.day),
    }


def contacts(known: Known, who: str) -> Values:
    """Recognition and one-to-ones."""
    thanks, talks = thanked(known, who), met(known, who)
    return {
        "recognition_12m": sum(thanks >= known.ago(months=12)),
        "recognition_90d": sum(thanks >= known.ago(days=90)),
        "days_since_recognition": days(thanks.max(), known.day),
        "one_on_ones_12m": sum(talks >= known.ago(months=12)),
        "one_on_ones_90d": sum(talks >= known.ago(days=90)),
        "days_since_one_on_one": days(talks.max(), known.day),
    }


def thanked(known: Known, who: str) -> pd.Series:
    """The days on which the person was recognised."""
    rows = known.events("recognition", "event_date")
    return rows[rows["to_employee_id"] == who]["event_date"]


def met(known: Known, who: str) -> pd.Series:
    """The days of the person's one-to-ones."""
    return of(known.events("one_on_ones", "event_date"), who)["event_date"]
