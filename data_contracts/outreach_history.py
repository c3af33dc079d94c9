"""The history of outreach read as what it holds: contacts that took place, and lots that were drawn."""

import polars as pl

from data_contracts.lake import LakeSnapshot

ASSIGNED = "assigned"
"""The outcome of a row that is no contact: a lot was drawn for the person on that day."""

ARMS = ("now", "later")


def contacts_in(lake: LakeSnapshot) -> pl.DataFrame | None:
    """The rows that are contacts; None without the table."""
    if not lake.has("outreach_history"):
        return None
    rows = lake.read("outreach_history")
    if "outcome" not in rows.columns:
        return rows
    return rows.filter(pl.col("outcome").is_null() | (pl.col("outcome") != ASSIGNED))


def lots_in(lake: LakeSnapshot) -> pl.DataFrame | None:
    """employee_id, date and arm ("now" or "later") of everybody drawn, the first lot of each; None without any.

    Arms on contacts alone are no lots: whoever left before their turn has no contact, and would be missing.
    """
    if not lake.has("outreach_history"):
        return None
    rows = lake.read("outreach_history")
    if "arm" not in rows.columns:
        return None
    lots = rows.filter(pl.col("outcome") == ASSIGNED, pl.col("arm").is_in(ARMS))
    first = lots.sort("date", "employee_id").unique("employee_id", keep="first", maintain_order=True)
    return first.select("employee_id", "date", "arm") if first.height else None


def arms_without_lots(lake: LakeSnapshot) -> bool:
    """Whether contacts carry arms but nobody's lot is on record, so that the arms cannot be compared."""
    if not lake.has("outreach_history") or lots_in(lake) is not None:
        return False
    rows = lake.read("outreach_history")
    return "arm" in rows.columns and rows["arm"].is_not_null().any()
