"""Rows whose horizon is still running: not to be learned from, but what has happened so far can be watched."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import polars as pl

from data_contracts.feature_spec import FeatureSpec
from training.labels import label_rows

MIN_SEEN_DAYS = 14


@dataclass(frozen=True)
class Unripe:
    """n rows: features, as-of day, whether the event `happened` so far.

    `so_far` says for each as-of day which share of the events of a whole horizon ripe rows had seen after as many days.
    """

    frame: pl.DataFrame
    as_of: npt.NDArray[np.datetime64]
    happened: npt.NDArray[np.int64]
    seen_days: dict[date, int]
    so_far: dict[date, float]


def unripe_rows(
    rows: pl.DataFrame,
    exits: pl.DataFrame,
    specs: Sequence[FeatureSpec],
    *,
    covers_until: date,
    horizon_days: int,
    notice_days: int,
) -> Unripe | None:
    """The rows of as-of days that the horizon has not left behind yet, by the same rule as labels; None without any.

    A day is taken once `MIN_SEEN_DAYS` of its horizon have run.
    """
    end = pl.col("as_of") + pl.duration(days=horizon_days)
    running = rows.filter(end > covers_until, pl.col("as_of") <= covers_until - timedelta(days=MIN_SEEN_DAYS))
    ripe = rows.filter(end <= covers_until)
    if running.is_empty() or ripe.is_empty():
        return None

    def labels(
        of: pl.DataFrame, days: int, until: date
    ) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.int64]]:
        found = label_rows(of, exits, covers_until=until, horizon_days=days, notice_days=notice_days)
        return found.keep, found.y

    # Exits after the end of the data are on no record, so a label "by the end of the horizon" is one "so far".
    keep, happened = labels(running, horizon_days, covers_until + timedelta(days=horizon_days))
    kept = running.filter(keep)
    seen = {day: (covers_until - day).days for day in kept["as_of"].unique().sort().to_list()}
    ripe_keep, in_full = labels(ripe, horizon_days, covers_until)
    events = max(int(in_full[ripe_keep].sum()), 1)
    so_far = {
        day: int((labels(ripe, days, covers_until)[1] * in_full)[ripe_keep].sum()) / events
        for day, days in seen.items()
    }
    frame = kept.select([spec.name for spec in specs])
    return Unripe(frame, kept["as_of"].to_numpy().astype("datetime64[D]"), happened[keep], seen, so_far)
