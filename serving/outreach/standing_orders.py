"""What stands between a person and a list on a day: objections, open cases, recent contacts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from data_contracts.lake import LakeSnapshot


@dataclass(frozen=True)
class StandingOrders:
    """The people with an objection, a wish not to be contacted, an open case; and each one's last contact."""

    do_not_profile: frozenset[str]
    do_not_contact: frozenset[str]
    open_case: frozenset[str]
    last_contact: Mapping[str, date]


def standing_orders(lake: LakeSnapshot, as_of: date) -> StandingOrders:
    """What the lake says on the as-of day; a table that was not imported says nothing."""
    return StandingOrders(
        do_not_profile=_wishing(lake, as_of, "do_not_profile"),
        do_not_contact=_wishing(lake, as_of, "do_not_contact"),
        open_case=_in_open_case(lake, as_of),
        last_contact=_last_contacts(lake, as_of),
    )


def _wishing(lake: LakeSnapshot, as_of: date, wish: str) -> frozenset[str]:
    if not lake.has("preferences"):
        return frozenset()
    begun = lake.read("preferences").filter(pl.col("valid_from") <= as_of).sort("valid_from")
    newest = begun.unique("employee_id", keep="last", maintain_order=True)
    return frozenset(newest.filter(pl.col(wish))["employee_id"])


def _in_open_case(lake: LakeSnapshot, as_of: date) -> frozenset[str]:
    """A case is open from the day it is opened until the day before it is closed."""
    if not lake.has("open_cases"):
        return frozenset()
    still_open = pl.col("closed").is_null() | (pl.col("closed") > as_of)
    return frozenset(lake.read("open_cases").filter(pl.col("opened") <= as_of, still_open)["employee_id"])


def _last_contacts(lake: LakeSnapshot, as_of: date) -> dict[str, date]:
    if not lake.has("outreach_history"):
        return {}
    past = lake.read("outreach_history").filter(pl.col("date") <= as_of)
    return dict(past.group_by("employee_id").agg(pl.col("date").max()).iter_rows())
