"""Random companies whose rows lie where windows begin and end, some of them known late."""

from datetime import date, timedelta
from random import Random
from typing import Any

from features.calendar import window_starts

Rows = list[dict[str, Any]]

PEOPLE = tuple("abcdefgh")
DAYS = (date(2025, 5, 31), date(2026, 3, 15))
"""The as-of days; one is the last of a month."""

FIRST, LENGTH = date(2022, 6, 1), 1_400
EDGES = sorted(
    edge - timedelta(days=by) for day in DAYS for edge in {day, *window_starts(day).values()} for by in (0, 1)
)

ROWS_EACH = {
    "assignments": 5,
    "compensation": 5,
    "reviews": 5,
    "worked_hours": 16,
    "absences": 5,
    "engagement_events": 16,
    "recognition": 8,
    "one_on_ones": 8,
}
"""How many rows of a table a person has, at most."""

DAY_OF = {
    "assignments": "valid_from",
    "compensation": "valid_from",
    "reviews": "period_end",
    "worked_hours": "month",
    "absences": "start_date",
}
"""The column of the row's own day where it is not event_date."""


class EdgeCompany:
    """Eight people, each with a job from the day of hire, and whatever else comes; one seed, one company."""

    def __init__(self, seed: int) -> None:
        self.draw = Random(seed)
        self.rows: dict[str, Rows] = {"employees": [], "exits": []}
        for who in PEOPLE:
            self._person(who)

    def day(self) -> date:
        """An edge of a window three times out of four."""
        if self.draw.random() < 0.75:
            return self.draw.choice(EDGES)
        return FIRST + timedelta(days=self.draw.randrange(LENGTH))

    def late(self) -> timedelta:
        """How much later a row became known: mostly not at all."""
        return timedelta(days=self.draw.choice((0, 0, 0, 1, 40)))

    def _person(self, who: str) -> None:
        hired = min(self.day(), self.day(), self.day())
        self.rows["employees"].append({"employee_id": who, "hire_date": hired, "known_at": hired})
        for table, most in ROWS_EACH.items():
            days = [self.day() for _ in range(self.draw.randint(most // 2, most))]
            if table == "assignments":
                days = [hired, *(day for day in days if day > hired)]
            self.rows.setdefault(table, []).extend(self._dated(table, who, days))
        if self.draw.random() < 0.5:
            self.rows["exits"].append(self._exit(who, hired))

    def _dated(self, table: str, who: str, days: list[date]) -> Rows:
        """Rows of one person; no two have the same day and the same known day."""
        key = "to_employee_id" if table == "recognition" else "employee_id"
        column = DAY_OF.get(table, "event_date")
        rows = {}
        for place, day in enumerate(days):
            dated = day.replace(day=1) if table == "worked_hours" else day
            first_job = table == "assignments" and place == 0
            known = dated if first_job else dated + self.late()
            row = {key: who, column: dated, "known_at": known, **self._values(table, dated)}
            rows.setdefault((dated, known), row)
        return list(rows.values())

    def _values(self, table: str, day: date) -> dict[str, Any]:
        pick = self.draw.choice
        match table:
            case "assignments":
                return {
                    "unit_id": pick(("U1", "U1", "U1", "U2")),
                    "manager_id": pick((None, "a", "b", "c", "nobody")),
                    "job_family": pick(("Sales", "Engineering")),
                    "job_level": pick(("1", "2", None)),
                    "location": pick(("Lyon", "Oslo", None)),
                    "work_mode": pick(("office", "remote")),
                    "fte": pick((0.5, 1.0)),
                    "contract": "permanent",
                    "contract_end": None,
                }
            case "compensation":
                return {"annual_salary": pick((40.0, 50.0, 55.0)), "band_midpoint": pick((None, 48.0, 52.0))}
            case "reviews":
                return {"rating": pick((1.0, 3.0, 4.5))}
            case "worked_hours":
                contracted = pick((80.0, 160.0))
                return {
                    "contracted": contracted,
                    "worked": round(contracted * self.draw.uniform(0.8, 1.4), 2),
                }
            case "absences":
                lasts = pick((None, 0, 6, 30))
                end = None if lasts is None else day + timedelta(days=lasts)
                return {"end_date": end, "kind": pick(("holiday", "holiday", "sick"))}
            case "engagement_events":
                kind = pick(("social", "training", "mentoring", "union"))
                return {"kind": kind, "mandatory": pick((True, False)), "attended": pick((True, False))}
            case "recognition":
                return {"kind": "thanks"}
        return {}

    def _exit(self, who: str, hired: date) -> dict[str, Any]:
        last_day = max(self.day(), hired)
        known = last_day + timedelta(days=self.draw.choice((-40, -1, 0, 5)))
        notice = self.draw.choice((None, known, known + timedelta(days=2)))
        kind = self.draw.choice(("voluntary", "involuntary", "transfer"))
        days = {"notice_date": notice, "last_day": last_day, "known_at": known}
        return {"employee_id": who, "kind": kind, "reason": None, **days}
