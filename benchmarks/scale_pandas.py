"""The 21 features of events and hours as one would write them in pandas: day by day, filter, group, join; no row loops.

This is a fair peer: it filters before it groups, sorts once, counts with pandas' own fast reductions, and reads columns
in the types that Parquet gives. Ids stay the text that they are, as in most notebooks. With `numbered` they become row
numbers first, which few people do and which makes pandas three times cheaper: the benchmark states that figure as well.
`merge_asof` is no help here, because nearly all of these features are counts in windows, not latest states.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pandas as pd

KINDS = ("town_hall", "social", "training", "mentoring", "volunteering")


def pandas_features(files: Mapping[str, Path], as_of: list[date], numbered: bool = False) -> pd.DataFrame:
    """One row per person and as-of day, sorted by both; `numbered` ids are row numbers of the employees file."""
    tables = read(files, numbered)
    return pd.concat([_day(tables, pd.Timestamp(day)) for day in as_of], ignore_index=True)


def read(files: Mapping[str, Path], numbered: bool) -> dict[str, pd.DataFrame]:
    """The tables, with days as timestamps and the person in column `who`."""
    tables = {name: pd.read_parquet(file) for name, file in files.items()}
    ids = pd.Index(tables["employees"]["employee_id"].sort_values())
    for name, table in tables.items():
        key = "to_employee_id" if name == "recognition" else "employee_id"
        who = table.pop(key)
        table["who"] = ids.get_indexer(who) if numbered else who
        days = [column for column in table if isinstance(table[column].iloc[0], date)]
        table[days] = table[days].astype("datetime64[s]")
    tables["absences"] = tables["absences"].query("kind == 'holiday'")
    tables["engagement_events"] = tables["engagement_events"].query("kind in @KINDS")
    for name, day in (("worked_hours", "month"), ("absences", "start_date")):
        tables[name] = tables[name].sort_values(["who", day, "known_at"])
    return tables


def _day(tables: Mapping[str, pd.DataFrame], day: pd.Timestamp) -> pd.DataFrame:
    """The features of everybody who was there on one day."""
    staff, exits = tables["employees"], tables["exits"]
    hired = staff[(staff["hire_date"] < day) & (staff["known_at"] < day)]
    left = exits[(exits["known_at"] < day) & (exits["last_day"] < day)]
    there = pd.Index(sorted(set(hired["who"]) - set(left["who"])), name="who")
    rows = pd.DataFrame({"as_of": day}, index=there)
    parts = (_contacts(tables, day), _events(tables, day), _hours(tables, day), _holidays(tables, day))
    rows = rows.join([part for group in parts for part in group], how="left")
    counts = [name for name in COUNTS if name in rows]
    rows[counts] = rows[counts].fillna(0)
    return rows.reset_index()


COUNTS = (
    "recognition_12m",
    "recognition_90d",
    "one_on_ones_12m",
    "one_on_ones_90d",
    "event_invitations_6m",
    "training_events_12m",
    "mentoring_events_12m",
    "holiday_days_12m",
)


def _seen(rows: pd.DataFrame, day: pd.Timestamp, column: str = "event_date") -> pd.DataFrame:
    return rows[(rows["known_at"] < day) & (rows[column] < day)]


def _last_known(rows: pd.DataFrame, column: str) -> pd.DataFrame:
    return rows.drop_duplicates(["who", column], keep="last")


def _contacts(tables: Mapping[str, pd.DataFrame], day: pd.Timestamp) -> list[pd.Series]:
    out = []
    names = {"recognition": ("recognition", "recognition"), "one_on_ones": ("one_on_ones", "one_on_one")}
    for table, (many, one) in names.items():
        seen = _seen(tables[table], day)
        year, quarter = day - pd.DateOffset(months=12), day - pd.Timedelta(days=90)
        out += [
            seen[seen["event_date"] >= year].groupby("who").size().rename(f"{many}_12m"),
            seen[seen["event_date"] >= quarter].groupby("who").size().rename(f"{many}_90d"),
            (day - seen.groupby("who")["event_date"].max()).dt.days.rename(f"days_since_{one}"),
        ]
    return out


def _events(tables: Mapping[str, pd.DataFrame], day: pd.Timestamp) -> list[pd.Series]:
    seen = _seen(tables["engagement_events"], day)
    voluntary = seen[~seen["mandatory"]]
    half, year = day - pd.DateOffset(months=6), day - pd.DateOffset(months=12)
    last = voluntary[voluntary["event_date"] >= half].groupby("who")["attended"]
    before = voluntary[(voluntary["event_date"] >= year) & (voluntary["event_date"] < half)]
    recent = seen[seen["event_date"] >= year]
    came = recent[recent["attended"]]
    attendance = last.mean()
    return [
        attendance.rename("event_attendance_6m"),
        (attendance - before.groupby("who")["attended"].mean()).rename("event_attendance_trend"),
        last.size().rename("event_invitations_6m"),
        recent[recent["mandatory"]].groupby("who")["attended"].mean().rename("mandatory_attendance_12m"),
        came[came["kind"] == "training"].groupby("who").size().rename("training_events_12m"),
        came[came["kind"] == "mentoring"].groupby("who").size().rename("mentoring_events_12m"),
        (day - voluntary[voluntary["attended"]].groupby("who")["event_date"].max()).dt.days.rename(
            "days_since_event"
        ),
    ]


def _hours(tables: Mapping[str, pd.DataFrame], day: pd.Timestamp) -> list[pd.Series]:
    hours = tables["worked_hours"]
    hours = hours[(hours["month"] >= day - pd.DateOffset(months=12)) & (hours["month"] < day)]
    year = _last_known(hours[hours["known_at"] < day], "month")
    ratio = year["worked"] / year["contracted"]
    half = year[year["month"] >= day - pd.DateOffset(months=6)]
    last = half["month"] >= day - pd.DateOffset(months=3)
    quarter = _overtime(half[last])
    return [
        quarter.rename("overtime_ratio_3m"),
        _overtime(year).rename("overtime_ratio_12m"),
        (quarter - _overtime(half[~last])).rename("overtime_trend"),
        (ratio.groupby(year["who"]).max() - 1).rename("peak_overtime_12m"),
        (half["worked"] > half["contracted"] * 1.1).groupby(half["who"]).sum().rename("long_months_6m"),
    ]


def _overtime(hours: pd.DataFrame) -> pd.Series:
    sums = hours.groupby("who")[["worked", "contracted"]].sum()
    return sums["worked"] / sums["contracted"] - 1


def _holidays(tables: Mapping[str, pd.DataFrame], day: pd.Timestamp) -> list[pd.Series]:
    seen = _last_known(_seen(tables["absences"], day, "start_date"), "start_date")
    last_day = seen["end_date"].clip(upper=day - pd.Timedelta(days=1))
    taken = (last_day - seen["start_date"].clip(lower=day - pd.DateOffset(months=12))).dt.days + 1
    by_person = taken.clip(lower=0).groupby(seen["who"])
    longest = by_person.max()
    return [
        by_person.sum().rename("holiday_days_12m"),
        longest.where(longest > 0).rename("longest_holiday_12m"),
        (day - seen.groupby("who")["end_date"].max()).dt.days.clip(lower=0).rename("days_since_holiday"),
    ]
