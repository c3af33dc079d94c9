"""A lake of a few hand-written rows, built with the real engine."""

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pytest

from features.build import build_features
from features.engines.duckdb import DuckDB
from features.subjects import SUBJECTS

TEXT, DAY, NUMBER, TRUTH = pl.String, pl.Date, pl.Float64, pl.Boolean

TABLES: Mapping[str, Mapping[str, Any]] = {
    "employees": {"employee_id": TEXT, "hire_date": DAY},
    "exits": {"employee_id": TEXT, "notice_date": DAY, "last_day": DAY, "kind": TEXT, "reason": TEXT},
    "assignments": {
        "employee_id": TEXT,
        "valid_from": DAY,
        "unit_id": TEXT,
        "manager_id": TEXT,
        "job_family": TEXT,
        "job_level": TEXT,
        "location": TEXT,
        "work_mode": TEXT,
        "fte": NUMBER,
        "contract": TEXT,
        "contract_end": DAY,
    },
    "compensation": {
        "employee_id": TEXT,
        "valid_from": DAY,
        "annual_salary": NUMBER,
        "band_midpoint": NUMBER,
    },
    "reviews": {"employee_id": TEXT, "period_end": DAY, "rating": NUMBER},
    "worked_hours": {"employee_id": TEXT, "month": DAY, "contracted": NUMBER, "worked": NUMBER},
    "absences": {"employee_id": TEXT, "start_date": DAY, "end_date": DAY, "kind": TEXT},
    "engagement_events": {
        "employee_id": TEXT,
        "event_date": DAY,
        "kind": TEXT,
        "mandatory": TRUTH,
        "attended": TRUTH,
    },
    "recognition": {"to_employee_id": TEXT, "event_date": DAY, "kind": TEXT},
    "one_on_ones": {"employee_id": TEXT, "event_date": DAY},
}
"""The business columns of each lake table with their types."""

EVENT_DAY = {
    "employees": "hire_date",
    "exits": "last_day",
    "assignments": "valid_from",
    "compensation": "valid_from",
    "reviews": "period_end",
    "worked_hours": "month",
    "absences": "start_date",
    "engagement_events": "event_date",
    "recognition": "event_date",
    "one_on_ones": "event_date",
}

JOB = {
    "unit_id": "U1",
    "manager_id": "boss",
    "job_family": "Engineering",
    "job_level": "2",
    "location": "Lyon",
    "work_mode": "hybrid",
    "fte": 1.0,
    "contract": "permanent",
}


def as_day(value: str | date | None) -> date | None:
    """ISO text as a date."""
    return date.fromisoformat(value) if isinstance(value, str) else value


class TinyLake:
    """Rows in memory, by table; every build writes them to Parquet first. `only` leaves all other features missing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.only: set[str] | None = None
        self.rows: dict[str, list[dict[str, Any]]] = {"employees": [], "exits": [], "assignments": []}

    def add(self, table: str, employee: str, **values: Any) -> "TinyLake":
        """One row; days are ISO text, and `known` is the day it became known (the event's own by default)."""
        known = values.pop("known", None)
        key = "to_employee_id" if table == "recognition" else "employee_id"
        row = {key: employee, **values}
        typed = {c: as_day(v) if TABLES[table][c] == DAY else v for c, v in row.items()}
        own = typed.get("notice_date") or typed[EVENT_DAY[table]]
        self.rows.setdefault(table, []).append({**typed, "known_at": as_day(known) or own})
        return self

    def person(self, employee: str, hired: str, **job: Any) -> "TinyLake":
        """Somebody hired, with an assignment from that day on."""
        self.add("employees", employee, hire_date=hired)
        return self.add("assignments", employee, valid_from=hired, **{**JOB, **job})

    def moved(self, employee: str, since: str, known: str | None = None, **job: Any) -> "TinyLake":
        """A new assignment; what is not named is as in `JOB`."""
        return self.add("assignments", employee, valid_from=since, known=known, **{**JOB, **job})

    def files(self) -> dict[str, Path]:
        """Every table that has been touched, as a Parquet file."""
        return {name: self._file(name, rows) for name, rows in self.rows.items()}

    def _file(self, name: str, rows: list[dict[str, Any]]) -> Path:
        path = self.folder / f"{name}.parquet"
        pl.DataFrame(rows, schema={**TABLES[name], "known_at": DAY}).write_parquet(path)
        return path

    def build(self, *days: str, threads: int = 1, **given: Any) -> pa.Table:
        """The features of everybody on these days, with what is given to the build besides."""
        as_of = [date.fromisoformat(day) for day in days]
        return build_features(self.files(), as_of, DuckDB(threads=threads), **{"only": self.only, **given})

    def over(self, employee: str, *days: str) -> dict[str, dict[str, Any]]:
        """The row of a person on each day on which there is one."""
        rows = self.build(*days).to_pylist()
        return {str(row["as_of"]): row for row in rows if row["employee_id"] == employee}

    def of(self, employee: str, day: str) -> dict[str, Any]:
        """The one row of a person on a day."""
        return self.over(employee, day)[day]


@pytest.fixture(scope="session")
def tiny_lake() -> type[TinyLake]:
    """The class itself, for a lake that several tests share."""
    return TinyLake


@pytest.fixture
def lake(tmp_path: Path, request: pytest.FixtureRequest) -> TinyLake:
    """Ann, hired on 2024-01-15 into unit U1 under a boss, and nothing else.

    A module that names its subjects in `ABOUT` has their features built and no others: half the time.
    """
    lake = TinyLake(tmp_path).person("ann", "2024-01-15")
    if about := getattr(request.module, "ABOUT", None):
        lake.only = {name for subject in SUBJECTS if subject.name in about for name in subject.features}
    return lake


class RandomCompany:
    """Fills a lake with some forty people over three years, some of it known late or corrected."""

    FIRST, DAYS = date(2022, 7, 1), 1_460

    def __init__(self, lake: TinyLake, seed: int, people: int = 40) -> None:
        self.lake, self.draw = lake, np.random.default_rng(seed)
        self.ids = [f"p{number:02d}" for number in range(people)]
        for employee in self.ids:
            self._career(employee)
            self._events(employee)

    def day(self, first: int = 0, last: int = DAYS) -> date:
        """A day between two offsets from the first."""
        return self.FIRST + timedelta(days=int(self.draw.integers(first, last)))

    def known(self, day: date) -> date:
        """The day itself, or for one row in five up to half a year later."""
        late = int(self.draw.integers(1, 180)) if self.draw.random() < 0.2 else 0
        return day + timedelta(days=late)

    def pick(self, *values: Any) -> Any:
        """One of the values."""
        return values[int(self.draw.integers(len(values)))]

    def job(self) -> dict[str, Any]:
        """An assignment in one of five units under one of six managers."""
        return {
            **JOB,
            "unit_id": self.pick("U1", "U2", "U3", "U4", "U5"),
            "manager_id": self.pick(None, *self.ids[:6]),
            "job_level": self.pick("1", "2", "3"),
            "job_family": self.pick("Sales", "Engineering"),
            "location": self.pick("Lyon", "Oslo"),
        }

    def _career(self, employee: str) -> None:
        start = int(self.draw.integers(0, 1_150))
        hired = self.day(start, start + 1)
        self.lake.person(employee, hired.isoformat(), **self.job())
        for _ in range(int(self.draw.integers(0, 4))):
            day = self.day(start + 10)
            self.lake.moved(employee, day.isoformat(), known=self.known(day).isoformat(), **self.job())
        for day in sorted({hired, self.day(start), self.day(start)}):
            values = {
                "annual_salary": float(self.draw.integers(40, 60)),
                "band_midpoint": self.pick(None, 50.0),
            }
            self.lake.add("compensation", employee, valid_from=day, known=self.known(day), **values)
        if self.draw.random() < 0.5:
            self._exit(employee, self.day(start + 30))

    def _exit(self, employee: str, notice: date) -> None:
        self.lake.add(
            "exits",
            employee,
            notice_date=self.pick(None, notice),
            last_day=notice + timedelta(days=30),
            kind=self.pick("voluntary", "involuntary", "transfer"),
            known=self.known(notice),
        )

    def _events(self, employee: str) -> None:
        add, days = self.lake.add, [self.day() for _ in range(36)]
        for day in days[:12]:
            kind = self.pick("social", "training", "mentoring")
            answer = {"mandatory": self.pick(True, False), "attended": self.pick(True, False)}
            add("engagement_events", employee, event_date=day, kind=kind, known=self.known(day), **answer)
        for day in days[12:20]:
            add("recognition", employee, event_date=day, kind="thanks", known=self.known(day))
            add("one_on_ones", employee, event_date=day, known=self.known(day))
        for day in sorted(set(days[20:26])):
            end = day + timedelta(days=int(self.draw.integers(0, 20)))
            add("absences", employee, start_date=day, end_date=end, kind=self.pick("holiday", "sick"))
            rating = float(self.draw.integers(1, 6))
            add("reviews", employee, period_end=day, rating=rating, known=self.known(day))
        for month in sorted({day.replace(day=1) for day in days}):
            hours = {"contracted": 160.0, "worked": round(float(self.draw.normal(165, 12)), 2)}
            add("worked_hours", employee, month=month, known=self.known(month + timedelta(days=27)), **hours)


@pytest.fixture
def company(tmp_path: Path) -> TinyLake:
    """A random company, the same every time."""
    return random_company(tmp_path)


@pytest.fixture(scope="module")
def untouched_company(tmp_path_factory: pytest.TempPathFactory) -> TinyLake:
    """The same random company, for builds that a whole file shares; nobody changes it."""
    return random_company(tmp_path_factory.mktemp("company"))


def random_company(folder: Path) -> TinyLake:
    """A lake filled by `RandomCompany`."""
    lake = TinyLake(folder)
    RandomCompany(lake, seed=11)
    return lake
