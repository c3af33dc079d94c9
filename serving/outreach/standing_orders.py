"""What stands between a person and a list on a day, and what calls for a conversation: wishes, cases, moments."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from data_contracts.lake import LakeSnapshot
from data_contracts.outreach_history import contacts_in
from serving.outreach.inputs import Moment


@dataclass(frozen=True)
class StandingOrders:
    """The people with an objection, a wish not to be contacted, an open case; and each one's last contact.

    `language` is what they asked to be talked to in, `requested` the first open request for a conversation, `moments`
    the journey events of the last months and the coming weeks.
    """

    do_not_profile: frozenset[str]
    do_not_contact: frozenset[str]
    open_case: frozenset[str]
    last_contact: Mapping[str, date]
    language: Mapping[str, str]
    requested: Mapping[str, date]
    moments: Mapping[str, tuple[Moment, ...]]


def standing_orders(lake: LakeSnapshot, as_of: date) -> StandingOrders:
    """What the lake says on the as-of day; a table that was not imported says nothing."""
    return StandingOrders(
        do_not_profile=_wishing(lake, as_of, "do_not_profile"),
        do_not_contact=_wishing(lake, as_of, "do_not_contact"),
        open_case=_in_open_case(lake, as_of),
        last_contact=_last_contacts(lake, as_of),
        language=_languages(lake, as_of),
        requested=_requests(lake, as_of),
        moments=_moments(lake, as_of),
    )


def _wishes(lake: LakeSnapshot, as_of: date) -> pl.DataFrame:
    begun = lake.read("preferences").filter(pl.col("valid_from") <= as_of).sort("valid_from")
    return begun.unique("employee_id", keep="last", maintain_order=True)


def _wishing(lake: LakeSnapshot, as_of: date, wish: str) -> frozenset[str]:
    if not lake.has("preferences"):
        return frozenset()
    return frozenset(_wishes(lake, as_of).filter(pl.col(wish))["employee_id"])


def _languages(lake: LakeSnapshot, as_of: date) -> dict[str, str]:
    if not lake.has("preferences"):
        return {}
    wishes = _wishes(lake, as_of)
    if "language" not in wishes.columns:
        return {}
    return dict(wishes.select("employee_id", "language").drop_nulls().iter_rows())


def _requests(lake: LakeSnapshot, as_of: date) -> dict[str, date]:
    """The first request that still waits; one that was answered by a later contact waits no more."""
    if not lake.has("requests"):
        return {}
    contacts = _last_contacts(lake, as_of)
    waiting = lake.read("requests").filter(pl.col("date") <= as_of, pl.col("state") == "open")
    first = waiting.group_by("employee_id").agg(pl.col("date").min()).iter_rows()
    return {who: day for who, day in first if who not in contacts or contacts[who] < day}


_BACK, _AHEAD = timedelta(days=61), timedelta(days=7)


def _moments(lake: LakeSnapshot, as_of: date) -> dict[str, tuple[Moment, ...]]:
    if not lake.has("journey_events"):
        return {}
    events = lake.read("journey_events").filter(pl.col("date").is_between(as_of - _BACK, as_of + _AHEAD))
    found: dict[str, list[Moment]] = defaultdict(list)
    for who, day, kind in events.select("employee_id", "date", "kind").sort("date", "kind").iter_rows():
        found[who].append(Moment(kind, day))
    return {who: tuple(moments) for who, moments in found.items()}


def _in_open_case(lake: LakeSnapshot, as_of: date) -> frozenset[str]:
    """A case is open from the day it is opened until the day before it is closed."""
    if not lake.has("open_cases"):
        return frozenset()
    still_open = pl.col("closed").is_null() | (pl.col("closed") > as_of)
    return frozenset(lake.read("open_cases").filter(pl.col("opened") <= as_of, still_open)["employee_id"])


def _last_contacts(lake: LakeSnapshot, as_of: date) -> dict[str, date]:
    contacts = contacts_in(lake)
    if contacts is None:
        return {}
    past = contacts.filter(pl.col("date") <= as_of)
    return dict(past.group_by("employee_id").agg(pl.col("date").max()).iter_rows())
