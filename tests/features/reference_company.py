"""What anybody could know about a company on one day: the plain pandas twin of features.visibility and population."""

from collections.abc import Mapping
from datetime import date
from functools import cached_property

import pandas as pd

from features.calendar import months_before
from features.catalogue import EVENT_KINDS


class Known:
    """The company as it was known before `day`; every table is cut down to what could be seen."""

    def __init__(self, tables: Mapping[str, pd.DataFrame], day: date) -> None:
        self.tables, self.day = tables, pd.Timestamp(day)

    def ago(self, *, days: int = 0, months: int = 0) -> pd.Timestamp:
        """The day so many days or calendar months before."""
        return pd.Timestamp(months_before(self.day.date(), months)) - pd.Timedelta(days=days)

    def events(self, table: str, day: str) -> pd.DataFrame:
        """Rows that happened before the day and were known before it."""
        rows = self.tables[table]
        return rows[(rows["known_at"] < self.day) & (rows[day] < self.day)]

    def facts(self, table: str, day: str) -> pd.DataFrame:
        """As `events`, of several rows of one person and one day only the one known last; in order of days."""
        return _last_known(self.events(table, day), day)

    def states(self, table: str) -> pd.DataFrame:
        """Rows valid from the day or earlier and known before it, of several for one day the one known last."""
        rows = self.tables[table]
        seen = rows[(rows["known_at"] < self.day) & (rows["valid_from"] <= self.day)]
        return _last_known(seen, "valid_from")

    @cached_property
    def holidays(self) -> pd.DataFrame:
        """Holidays that began before the day; other absences do not exist for features."""
        only = {**self.tables, "absences": _of_kinds(self.tables["absences"], ("holiday",))}
        return Known(only, self.day.date()).facts("absences", "start_date")

    @cached_property
    def company_events(self) -> pd.DataFrame:
        """Company events of the kinds that features may count."""
        return _of_kinds(self.events("engagement_events", "event_date"), EVENT_KINDS)

    @cached_property
    def hires(self) -> pd.DataFrame:
        """Everybody known to be hired before the day."""
        return self.events("employees", "hire_date").set_index("employee_id")

    @cached_property
    def exits(self) -> pd.DataFrame:
        """What is known of each person's leaving, future last days included: the row known last."""
        rows = self.tables["exits"]
        known = rows[rows["known_at"] < self.day].sort_values("known_at")
        return known.drop_duplicates("employee_id", keep="last").set_index("employee_id")

    @cached_property
    def gone(self) -> pd.DataFrame:
        """Everybody whose last day is past, transfers left out."""
        return self.exits[(self.exits["last_day"] < self.day) & (self.exits["kind"] != "transfer")]

    @cached_property
    def people(self) -> pd.DataFrame:
        """Who is there, by id: the newest state of the job, with hire date and whether notice runs."""
        jobs = self.states("assignments").drop_duplicates("employee_id", keep="last").set_index("employee_id")
        left = self.exits.index[self.exits["last_day"] < self.day]
        there = [who for who in sorted(self.hires.index) if who in jobs.index and who not in left]
        people = jobs.loc[there].assign(hire_date=self.hires["hire_date"].reindex(there))
        return people.assign(in_notice=[self._in_notice(who) for who in there])

    def _in_notice(self, who: str) -> bool:
        if who not in self.exits.index:
            return False
        given = self.exits.loc[who, "notice_date"]
        return bool(pd.isna(given) or given < self.day)

    def last_job(self, who: str) -> pd.Series | None:
        """The assignment that a leaver held on the last day; None if none was valid then."""
        jobs = self.states("assignments")
        held = jobs[(jobs["employee_id"] == who) & (jobs["valid_from"] <= self.exits.loc[who, "last_day"])]
        return None if held.empty else held.iloc[-1]


def _last_known(rows: pd.DataFrame, day: str) -> pd.DataFrame:
    in_order = rows.sort_values(["employee_id", day, "known_at"])
    return in_order.drop_duplicates(["employee_id", day], keep="last")


def _of_kinds(rows: pd.DataFrame, kinds: tuple[str, ...]) -> pd.DataFrame:
    return rows[rows["kind"].isin(kinds)]
