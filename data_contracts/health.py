"""The health of an admitted table: which days it covers, what is missing, and how it moved since last time."""

from dataclasses import dataclass
from datetime import date
from math import log

import polars as pl

from data_contracts.contract import TableContract

ENOUGH = 50
"""Fewer rows than this show no drift."""

_SMALL = 1e-4
_BINS = 10


@dataclass(frozen=True)
class Health:
    """Figures of one table as it is now.

    `months` counts rows by month of the table's day; `missing` is the share of rows without a value by column
    (only columns that miss any); `drift` the population stability index by column against the import before
    (0 = the same, above 0.2 = look at it), empty for a first import. `assumed` rows have no known day of
    their own: if they were recorded late, that cannot be seen.
    """

    rows: int
    rows_before: int | None
    first: date | None
    last: date | None
    months: dict[str, int]
    missing: dict[str, float]
    drift: dict[str, float]
    assumed: int


def health_of(contract: TableContract, admitted: pl.DataFrame, before: pl.DataFrame | None) -> Health:
    """The health of the admitted rows of a table; `before` is the same table of the import before."""
    day = admitted[contract.day] if contract.day else pl.Series(dtype=pl.Date)
    counted = day.dt.strftime("%Y-%m").value_counts().sort(contract.day) if day.len() else pl.DataFrame()
    ends = [end if isinstance(end, date) else None for end in (day.min(), day.max())]
    given = int(admitted["known_at"].count()) if "known_at" in admitted.columns else 0
    return Health(
        rows=admitted.height,
        rows_before=None if before is None else before.height,
        first=ends[0],
        last=ends[1],
        months=dict(counted.iter_rows()),
        missing=_missing(admitted),
        drift={} if before is None else _drift(admitted, before),
        assumed=admitted.height - given if before is None and contract.known else 0,
    )


def empty_months(health: Health) -> list[str]:
    """The months between the first and the last day in which the table has no row at all."""
    if health.first is None or health.last is None:
        return []
    months = pl.date_range(health.first.replace(day=1), health.last.replace(day=1), "1mo", eager=True)
    return [month for month in months.dt.strftime("%Y-%m").to_list() if month not in health.months]


def _missing(rows: pl.DataFrame) -> dict[str, float]:
    shares = {name: rows[name].null_count() / max(rows.height, 1) for name in rows.columns}
    return {name: share for name, share in shares.items() if share > 0}


def _drift(rows: pl.DataFrame, before: pl.DataFrame) -> dict[str, float]:
    """The index of each column with kinds or numbers; ids, names and days are expected to change."""
    if min(rows.height, before.height) < ENOUGH:
        return {}
    found: dict[str, float] = {}
    for name in rows.columns:
        if name in before.columns and not name.endswith("_id"):
            index = stability_index(before[name], rows[name])
            found |= {} if index is None else {name: round(index, 4)}
    return found


def stability_index(before: pl.Series, now: pl.Series) -> float | None:
    """The population stability index, sum((q - p) ln(q / p)) over bins; None for a column without kinds.

    Numbers are binned at the deciles of before, text by value if it has at most 50 kinds; missing is a bin.
    """
    if before.dtype.is_numeric():
        deciles = {edge for n in range(1, _BINS) if (edge := before.quantile(n / _BINS)) is not None}
        edges = pl.Series(sorted(deciles), dtype=pl.Float64)
        before, now = _binned(before, edges), _binned(now, edges)
    elif before.dtype == pl.Boolean:
        before, now = before.cast(pl.String), now.cast(pl.String)
    elif before.dtype != pl.String or max(before.n_unique(), now.n_unique()) > ENOUGH:
        return None
    p, q = _shares(before), _shares(now)
    pairs = [(p.get(kind, _SMALL), q.get(kind, _SMALL)) for kind in sorted({*p, *q}, key=str)]
    return sum((b - a) * log(b / a) for a, b in pairs)


def _binned(numbers: pl.Series, edges: pl.Series) -> pl.Series:
    """Each number as the name of its bin; a number on an edge belongs below it, a missing one nowhere."""
    bins = edges.search_sorted(numbers.cast(pl.Float64).fill_null(0), side="left").cast(pl.String)
    return bins.set(numbers.is_null(), None)


def _shares(kinds: pl.Series) -> dict[str | None, float]:
    counts = kinds.alias("kind").value_counts()
    return {kind: max(count / max(kinds.len(), 1), _SMALL) for kind, count in counts.iter_rows()}
