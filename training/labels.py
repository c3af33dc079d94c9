"""What happened after each as-of day: 1 if the person gave voluntary notice within the horizon, else 0.

A competing exit (involuntary, retirement, end of contract, other) inside the horizon is a 0: the label is the
cumulative incidence of voluntary notice (Fine & Gray 1999), which is what a list of people to talk to needs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import polars as pl


@dataclass(frozen=True)
class Labels:
    """For n rows: `y` (n,) 0/1, `keep` (n,) whether the row may be learned from, `excluded` counts by reason.

    `imputed_notices` counts voluntary exits whose notice day had to be taken as last day minus the notice period.
    `ended` (n,) is the day after as_of on which the row's story ends: its notice, a competing exit, or the horizon;
    `competing` (n,) says whether it was a competing exit.
    """

    y: npt.NDArray[np.int64]
    keep: npt.NDArray[np.bool_]
    excluded: Mapping[str, int]
    imputed_notices: int
    ended: npt.NDArray[np.float64]
    competing: npt.NDArray[np.bool_]


def month_starts(
    covers_from: date, covers_until: date, *, horizon_days: int = 0, history_days: int = 180
) -> tuple[date, ...]:
    """The first days of months t with `history_days` of data before t and t + horizon inside the data.

    `history_days` keeps out the months whose look-back windows would be cut off by the start of the data.
    """
    first, last = covers_from + timedelta(days=history_days), covers_until - timedelta(days=horizon_days)
    months = pl.date_range(first.replace(day=1), max(last, first), interval="1mo", eager=True)
    return tuple(day for day in months if first <= day <= last)


def exits_observed_from(exits: pl.DataFrame) -> date | None:
    """The first last day on record: before it nobody is seen to leave, so no row may be labelled there."""
    first = exits["last_day"].min()
    return first if isinstance(first, date) else None


def notices_of(exits: pl.DataFrame, notice_days: int) -> pl.DataFrame:
    """employee_id, last_day, notice (day), voluntary, imputed (bool) of each notice that was given.

    The notice of a voluntary exit is taken as the last day minus `notice_days` where its day is not known; an exit
    of another kind has a notice only where its day is on record.
    """
    given = pl.col("notice_date") if "notice_date" in exits.columns else pl.lit(None, dtype=pl.Date)
    voluntary = pl.col("kind") == "voluntary"
    assumed = pl.when(voluntary).then(pl.col("last_day") - pl.duration(days=notice_days))
    notices = exits.select(
        "employee_id",
        "last_day",
        notice=given.fill_null(assumed),
        voluntary=voluntary,
        imputed=given.is_null(),
    )
    return notices.filter(pl.col("notice").is_not_null())


def label_rows(
    rows: pl.DataFrame, exits: pl.DataFrame, *, covers_until: date, horizon_days: int, notice_days: int
) -> Labels:
    """Labels for `rows` (employee_id, as_of, contract, contract_end) from the exits, in the order of `rows`.

    Left out, with counts: rows whose horizon passes `covers_until`; people in notice of any kind (its day on or
    before as_of); fixed-term people whose contract ends inside the horizon (they were not free to stay); people moved
    to another company of the group inside the horizon (a transfer is no exit, but then nobody watches them).
    """
    notices = notices_of(exits, notice_days)
    joined = _with_exits(rows, notices, exits)
    end = pl.col("as_of") + pl.duration(days=horizon_days)
    inside = joined.select(
        unfinished=end > covers_until,
        in_notice=pl.col("in_notice"),
        contract_ends=(pl.col("contract") == "fixed_term")
        & (pl.col("contract_end") >= pl.col("as_of"))
        & (pl.col("contract_end") <= end),
        transferred=pl.col("transfer") <= end,
        y=(pl.col("notice") <= end),
        competing=(pl.col("competing") <= end) & ~(pl.col("notice") <= end).fill_null(False),
    ).with_columns(pl.all().fill_null(False))
    excluded, keep = _first_reason(inside)
    until = pl.when(inside["y"]).then("notice").when(inside["competing"]).then("competing").otherwise(end)
    return Labels(
        y=inside["y"].to_numpy().astype(np.int64),
        keep=keep,
        excluded=excluded,
        imputed_notices=int(notices["imputed"].sum()),
        ended=joined.select((until - pl.col("as_of")).dt.total_days().cast(pl.Float64))
        .to_series()
        .to_numpy(),
        competing=inside["competing"].to_numpy(),
    )


REASONS = {
    "unfinished": "horizon passes the end of the data",
    "in_notice": "in notice",
    "contract_ends": "fixed-term contract ends inside the horizon",
    "transferred": "transferred inside the group",
}


def _first_reason(inside: pl.DataFrame) -> tuple[dict[str, int], npt.NDArray[np.bool_]]:
    keep = np.ones(inside.height, dtype=np.bool_)
    counts = {}
    for column, reason in REASONS.items():
        out = inside[column].to_numpy() & keep
        counts[reason] = int(out.sum())
        keep &= ~out
    return counts, keep


def _with_exits(rows: pl.DataFrame, notices: pl.DataFrame, exits: pl.DataFrame) -> pl.DataFrame:
    """Each row with the next notice, transfer and competing exit after its as-of day, and whether any notice is
    running."""
    keys = rows.select("employee_id", "as_of", "contract", "contract_end").with_row_index("row")
    day, notice, last_day = pl.col("as_of"), pl.col("notice"), pl.col("last_day")
    told = keys.join(notices, on="employee_id").group_by("row")
    moved = keys.join(exits.filter(pl.col("kind") == "transfer"), on="employee_id").group_by("row")
    others = exits.filter(~pl.col("kind").is_in(["voluntary", "transfer"]))
    gone = keys.join(others, on="employee_id").group_by("row")
    found = told.agg(
        notice=notice.filter((notice > day) & pl.col("voluntary")).min(),
        in_notice=((notice <= day) & (last_day >= day)).any(),
    )
    transfers = moved.agg(transfer=last_day.filter(last_day >= day).min())
    ousted = gone.agg(competing=last_day.filter(last_day > day).min())
    joined = keys.join(found, on="row", how="left").join(transfers, on="row", how="left")
    return joined.join(ousted, on="row", how="left").sort("row")
