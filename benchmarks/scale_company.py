"""Lake tables of an invented company of any size (FICTIONAL people), written by DuckDB in seconds.

Everything is drawn from a hash of row number, word and seed: one seed, the same rows, on any number of threads. One
row in twenty is known late, and one worked month or holiday in a hundred is corrected later, because that is what
makes point-in-time features hard. There is no story in these data (`ermine sample` has one), only size.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from data_contracts.progress import Tick, silent
from features.calendar import months_before

HISTORY_MONTHS = 12
LAST_DAY = date(2026, 7, 1)
MEMORY = "3GB"

SHARES: Mapping[str, float] = {
    "engagement_events": 0.30,
    "one_on_ones": 0.30,
    "recognition": 0.22,
    "absences": 0.18,
}
"""How the events beside the monthly worked hours are spread over tables."""


@dataclass(frozen=True)
class Company:
    """So many people, as-of days (first days of months up to `LAST_DAY`) and events, worked months included.

    Events begin `HISTORY_MONTHS` before the first as-of day.
    """

    people: int
    months: int
    events: int
    seed: int = 7

    @property
    def days(self) -> list[date]:
        """The as-of days."""
        return sorted(months_before(LAST_DAY, back) for back in range(self.months))

    @property
    def first(self) -> date:
        """The day from which there are events."""
        return months_before(self.days[0], HISTORY_MONTHS)

    def rows(self, table: str) -> int:
        """About how many rows a table of events gets, corrections left out."""
        hours = self.people * (self.months + HISTORY_MONTHS)
        return int(max(self.events - hours, 0) * SHARES[table])


def write_company(company: Company, folder: Path, tick: Tick = silent) -> dict[str, Path]:
    """Every table that features read, as Parquet in lake form; returns the files by table name.

    DuckDB keeps to `MEMORY` and spills beside the tables.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files = {name: folder / f"{name}.parquet" for name in _QUERIES}
    with (
        TemporaryDirectory(dir=folder, prefix="spill-") as spill,
        duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": spill}) as con,
    ):
        con.execute("SET enable_progress_bar = false")
        for macro in _MACROS:
            con.execute(macro.format(first=company.first, last=LAST_DAY, seed=company.seed))
        for done, (name, query) in enumerate(_QUERIES.items()):
            tick(done, len(_QUERIES), f"table {name}")
            filled = query.format(
                people=company.people,
                months=company.months + HISTORY_MONTHS,
                events=company.rows(name) if name in SHARES else 0,
            )
            con.execute(f"COPY ({filled}) TO '{files[name]}' (FORMAT parquet)")
    return files


_MACROS = (
    "CREATE MACRO draw(i, what, n) AS CAST(hash(i, what, {seed}) % n AS INTEGER)",
    "CREATE MACRO person(i) AS printf('E%08d', i)",
    "CREATE MACRO first() AS DATE '{first}'",
    "CREATE MACRO year_start(n) AS first() + CAST(365 * n AS INTEGER)",
    "CREATE MACRO span() AS DATE '{last}' - DATE '{first}'",
    "CREATE MACRO some_day(i, what) AS first() + draw(i, what, span())",
    "CREATE MACRO late(i) AS CASE WHEN draw(i, 'late', 20) = 0 THEN draw(i, 'by', 60) ELSE 0 END",
    "CREATE MACRO corrected(i) AS draw(i, 'corrected', 100) = 0",
)

_QUERIES: Mapping[str, str] = {
    "employees": """
        SELECT person(i) AS employee_id, day AS hire_date, day AS known_at
        FROM (SELECT i, first() - 3000 + draw(i, 'hired', 3600) AS day FROM range({people}) p(i))""",
    "exits": """
        SELECT person(i) AS employee_id, day - 45 AS notice_date, day AS last_day, day - 45 AS known_at,
            ['voluntary', 'voluntary', 'involuntary', 'retirement', 'transfer'][1 + draw(i, 'kind', 5)] AS kind
        FROM (SELECT i, some_day(i, 'left') + 60 AS day FROM range({people}) p(i) WHERE draw(i, 'leaves', 4) = 0)""",
    "assignments": """
        SELECT person(i) AS employee_id, day AS valid_from,
            printf('U%06d', draw(row, 'unit', {people} // 12 + 1)) AS unit_id,
            person(draw(row, 'boss', {people} // 8 + 1)) AS manager_id,
            'Family ' || draw(row, 'family', 8) AS job_family,
            'L' || draw(row, 'level', 6) AS job_level, 'Site ' || draw(row, 'site', 20) AS location,
            ['office', 'hybrid', 'remote'][1 + draw(row, 'mode', 3)] AS work_mode, 1.0::DOUBLE AS fte,
            'permanent' AS contract, NULL::DATE AS contract_end, day + late(row) AS known_at
        FROM (
            SELECT i, i AS row, first() - 3000 AS day FROM range({people}) p(i)
            UNION ALL
            SELECT i, i + {people}, some_day(i, 'moved') FROM range({people}) p(i) WHERE draw(i, 'moves', 2) = 0)""",
    "compensation": """
        SELECT person(i) AS employee_id, year_start(n) - 200 + draw(i, 'raised', 100) AS valid_from,
            (40000 + draw(i, 'pay', 40000) + 1500 * n)::DOUBLE AS annual_salary, 60000.0::DOUBLE AS band_midpoint,
            year_start(n) - 200 + draw(i, 'raised', 100) + late(i * 3 + n) AS known_at
        FROM range({people}) p(i), range(3) y(n)""",
    "reviews": """
        SELECT person(i) AS employee_id, year_start(n) AS period_end,
            (1 + draw(i * 3 + n, 'rating', 5))::DOUBLE AS rating,
            year_start(n) + 20 + late(i * 3 + n) AS known_at
        FROM range({people}) p(i), range(3) y(n)""",
    "worked_hours": """
        SELECT person(i) AS employee_id, month, 160.0::DOUBLE AS contracted,
            round(150 + draw(i * 999 + n, 'hours' || version, 4000) / 100.0, 2)::DOUBLE AS worked,
            last_day(month) + late(i * 999 + n) + 40 * version AS known_at
        FROM (SELECT i, n, CAST(first() + to_months(CAST(n AS INTEGER)) AS DATE) AS month
            FROM range({people}) p(i), range({months}) m(n)), (VALUES (0), (1)) v(version)
        WHERE version = 0 OR corrected(i * 999 + n)""",
    "absences": """
        SELECT DISTINCT ON (employee_id, start_date, version) person(draw(i, 'who', {people})) AS employee_id,
            some_day(i, 'day') AS start_date, some_day(i, 'day') + draw(i, 'long' || version, 12) AS end_date,
            ['holiday', 'holiday', 'sick'][1 + draw(i, 'kind', 3)] AS kind,
            some_day(i, 'day') + late(i) + 40 * version AS known_at
        FROM range({events}) e(i), (VALUES (0), (1)) v(version)
        WHERE version = 0 OR corrected(i)
        ORDER BY ALL""",
    "engagement_events": """
        SELECT person(draw(i, 'who', {people})) AS employee_id, some_day(i, 'day') AS event_date,
            ['town_hall', 'social', 'training', 'mentoring', 'volunteering'][1 + draw(i, 'kind', 5)] AS kind,
            draw(i, 'must', 4) = 0 AS mandatory, draw(i, 'came', 3) > 0 AS attended,
            some_day(i, 'day') + late(i) AS known_at
        FROM range({events}) e(i)""",
    "recognition": """
        SELECT person(draw(i, 'who', {people})) AS to_employee_id, some_day(i, 'day') AS event_date, 'thanks' AS kind,
            some_day(i, 'day') + late(i) AS known_at
        FROM range({events}) e(i)""",
    "one_on_ones": """
        SELECT person(draw(i, 'who', {people})) AS employee_id, some_day(i, 'day') AS event_date,
            some_day(i, 'day') + late(i) AS known_at
        FROM range({events}) e(i)""",
}
