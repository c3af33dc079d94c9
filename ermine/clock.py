"""Moments and days: the wall clock is read here and nowhere else, and never decides a business date."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from data_contracts.errors import InputRefused
from data_contracts.lake import Lake, LakeSnapshot
from ermine.file_stamp import Stamp, stamp_of
from ermine.home import Home
from ermine.settings import Settings


def now() -> datetime:
    """This moment, in UTC: for keys, sessions and the time at which something was made."""
    return datetime.now(UTC)


def calendar_day(settings: Settings) -> date:
    """The day on the wall, in the company's zone: when something became known, never an as-of day."""
    return datetime.now(ZoneInfo(settings.timezone)).date()


def day_after_data(lake: LakeSnapshot) -> date:
    """The default as-of day: the day after the last day that the data cover; for a snapshot, the day it shows.

    After a later import it is the day after that import, from which on its corrections and additions can be seen.
    """
    manifest = lake.manifest
    if manifest.source == "snapshot":
        return manifest.covers_until
    return max(manifest.covers_until, manifest.known_until or manifest.covers_until) + timedelta(days=1)


class OutsideData(InputRefused):
    """The data do not reach the day that is asked for."""


def as_of_day(lake: LakeSnapshot, asked: date | None) -> date:
    """The as-of day to work for: `asked` if the data reach it, by default the day after they end."""
    first, last = lake.manifest.covers_from, day_after_data(lake)
    if asked is not None and not first <= asked <= last:
        raise OutsideData(
            f"--as-of {asked}: the data cover {first} to {lake.manifest.covers_until}.",
            remedy=f"Choose a day from {first} to {last}, or import newer data.",
        )
    return asked or last


def business_day(home: Home) -> date:
    """Today, as lists and staleness count it: it moves on when newer data is imported, not with the wall clock."""
    return day_after_data(Lake(home.path).current())


@dataclass
class BusinessDay:
    """The business day of a home for a service, which asks for it at every request: read again after an import."""

    home: Home
    _read: tuple[Stamp | None, date] | None = None

    def __call__(self) -> date:
        """The day; raises what `business_day` raises."""
        stamp, read = stamp_of(Lake(self.home.path).pointer), self._read
        if stamp is None or read is None or read[0] != stamp:
            self._read = read = (stamp, business_day(self.home))
        return read[1]
