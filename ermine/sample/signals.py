"""What the tables show before a month starts: the features behind the hazard, as the catalogue has them."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from ermine.sample.arrays import NEVER, Floats, Ints
from ermine.sample.calendar import Month, whole_months
from ermine.sample.company import Company
from ermine.sample.ledger import Column, Ledger
from ermine.sample.words import EXIT_KINDS


def signals(company: Company, month: Month) -> dict[str, Floats]:
    """Each driver's feature for every person (NaN is missing) on the first day of the month."""
    people, books, first = company.people, company.books, month.first
    return {
        "tenure_months": whole_months(people.hire, first),
        "months_since_raise": _missing_if_never(whole_months(people.last_raise, first), people.last_raise),
        "compa_ratio": people.salary / people.midpoint,
        "manager_changes_180d": _count(books.manager_changes.since(first - 180), len(people), first),
        "team_exits_90d": _team_exits(company, first),
        "overtime_ratio_3m": _overtime(books.worked_hours, len(people), _months_before(first, 3)),
        "days_since_one_on_one": _missing_if_never(
            (first - people.last_one_on_one).astype(float), people.last_one_on_one
        ),
        "recognition_12m": _count(books.recognition.since(_months_before(first, 12)), len(people), first),
        "months_in_level": whole_months(people.level_since, first),
        "event_attendance_6m": _attendance(books.engagement_events, len(people), _months_before(first, 6)),
        "last_rating": people.rating.copy(),
    }


def _months_before(first: int, months: int) -> int:
    """The first day of the month that lies so many calendar months before this first day."""
    month = np.datetime64(first, "D").astype("datetime64[M]") - months
    return int(month.astype("datetime64[D]").astype(np.int64))


def _missing_if_never(value: Floats, day: Ints) -> Floats:
    return np.where(day == NEVER, np.nan, value)


def _count(rows: Mapping[str, Column], people: int, before: int) -> Floats:
    """Rows per person dated before a day."""
    if not rows:
        return np.zeros(people)
    return np.bincount(_whole(rows["person"])[rows["day"] < before], minlength=people).astype(np.float64)


def _team_exits(company: Company, first: int) -> Floats:
    """Colleagues of the unit whose last day lies in the 90 days before; transfers do not count."""
    people = company.people
    gone = (people.last_day >= first - 90) & (people.last_day < first)
    transfers = company.books.exits.columns()
    if transfers:
        moved = transfers["kind"] == EXIT_KINDS.index("transfer")
        gone[_whole(transfers["person"])[moved]] = False
    by_unit = np.bincount(people.unit[gone], minlength=len(company.org.tier))
    return (by_unit[people.unit] - gone).astype(np.float64)


def _overtime(hours: Ledger, people: int, from_day: int) -> Floats:
    rows = hours.since(from_day)
    if not rows:
        return np.full(people, np.nan)
    worked, contracted = (
        np.bincount(_whole(rows["person"]), weights=rows[name], minlength=people)
        for name in ("worked", "contracted")
    )
    return _share(worked, contracted) - 1.0


def _attendance(events: Ledger, people: int, from_day: int) -> Floats:
    rows = events.since(from_day)
    if not rows:
        return np.full(people, np.nan)
    free = rows["mandatory"] == 0
    person, attended = _whole(rows["person"])[free], rows["attended"][free]
    came, invited = np.bincount(person, attended, minlength=people), np.bincount(person, minlength=people)
    return _share(came, invited)


def _share(part: npt.NDArray[Any], whole: npt.NDArray[Any]) -> Floats:
    """Part of the whole; missing where there is no whole."""
    share: Floats = np.divide(part, whole, out=np.full(len(whole), np.nan), where=whole > 0)
    return share


def _whole(column: Column) -> Ints:
    return column.astype(np.int64)
