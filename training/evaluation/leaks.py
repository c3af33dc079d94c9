"""Signs that an input knows the outcome, beyond a high AUC: each names the column and says what was seen.

Five things that honest inputs hardly ever do: be empty for leavers mostly, hold a value that almost only leavers have,
hold a day after the as-of day, be the outcome's own rate in a team, and come from a table in which nobody ever left.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy.stats import poisson

from training.coding import bin_edges
from training.columns import FloatArray
from training.dataset import TrainingData
from training.evaluation.intervals import wilson
from training.evaluation.tables import LeakSign
from training.matrix import Codes, FeatureMatrix

BINS = 16
MIN_EVENTS = 10

EMPTY_TIMES, EMPTY_MORE = 3.0, 0.30
"""Empty for leavers so many times as often as for others, and for so much larger a share of them."""

CERTAIN, COMMON = 0.80, 0.40
"""A value whose rows left with at least this share (lower Wilson limit); not looked at where leaving is common."""

SAME_RATE, MIN_TEAMS, MIN_TEAM_ROWS, MAX_GROUPINGS = 0.80, 10, 3, 6
"""Correlation of a team-wide number with the team's own share of leavers; on so many teams of so many rows."""

NO_EVENTS_BY_CHANCE = 1e-4
LATER_SHARE = 0.01


def leak_signs(data: TrainingData, matrix: FeatureMatrix) -> tuple[LeakSign, ...]:
    """What was seen, column by column; `matrix` has the rows of `data`."""
    found = [*_survivors(data), *_later_days(data)]
    for j, spec in enumerate(matrix.specs):
        codes, values = _values(matrix, j)
        missing = _emptied(spec.name, codes < 0, data.y)
        found += [missing] if missing else _certain(spec.name, codes, values, data)
    return (*found, *_own_rates(data, matrix))


def _values(matrix: FeatureMatrix, j: int) -> tuple[Codes, list[str]]:
    """A code for each row (-1 for missing) and the words for each code: categories as they are, numbers in bins."""
    if matrix.specs[j].kind == "category":
        return np.asarray(matrix.columns[j], dtype=np.int64), [f"is {level!r}" for level in matrix.levels[j]]
    x = np.asarray(matrix.columns[j], dtype=np.float64)
    edges = bin_edges(x, BINS)
    if not len(edges):
        return np.where(np.isnan(x), -1, 0), ["is known"]
    between = [f"from {low:.6g} to {high:.6g}" for low, high in pairwise(edges)]
    words = [f"below {edges[0]:.6g}", *between, f"of {edges[-1]:.6g} and more"]
    return np.where(np.isnan(x), -1, np.searchsorted(edges, x, side="right")), words


def _emptied(name: str, empty: npt.NDArray[np.bool_], y: Codes) -> LeakSign | None:
    left, stayed = float(empty[y == 1].mean()), float(empty[y == 0].mean())
    if empty[y == 1].sum() < MIN_EVENTS or left - stayed < EMPTY_MORE or left < EMPTY_TIMES * stayed:
        return None
    return LeakSign(
        name,
        f"{name} is empty for {left:.0%} of those who left and {stayed:.0%} of those who stayed: "
        "was it collected after people had gone or gone silent?",
    )


def _certain(name: str, codes: Codes, words: Sequence[str], data: TrainingData) -> Iterator[LeakSign]:
    """The value with the highest share of leavers, if that share is near 1."""
    if data.base_rate > COMMON:
        return
    rows = np.bincount(codes + 1, minlength=len(words) + 1)
    events = np.bincount(codes + 1, weights=data.y, minlength=len(words) + 1).astype(np.int64)
    enough = np.flatnonzero(events >= MIN_EVENTS)
    if not len(enough):
        return
    lows = [wilson(int(events[k]), int(rows[k]))[0] for k in enough]
    k = int(enough[int(np.argmax(lows))])
    if max(lows) >= CERTAIN:
        value = words[k - 1] if k else "is empty"
        yield LeakSign(
            name,
            f"{name} {value}: {events[k]:,} of {rows[k]:,} rows left. "
            "Nothing known beforehand is that certain: was it written at or after the exit?",
        )


def _later_days(data: TrainingData) -> Iterator[LeakSign]:
    """Columns of days as text that lie after the as-of day of their own row."""
    if data.as_of is None:
        return
    as_of = pl.Series(data.as_of.astype("datetime64[D]"))
    for spec in data.specs:
        if spec.kind != "category":
            continue
        days = data.frame[spec.name].str.to_date("%Y-%m-%d", strict=False)
        later = int((days > as_of).sum())
        if later >= max(MIN_EVENTS, LATER_SHARE * data.rows) or (later and later == days.is_not_null().sum()):
            yield LeakSign(
                spec.name,
                f"{spec.name} holds a day after the as-of day in {later:,} of {data.rows:,} rows: "
                "nobody could know it then.",
            )


def _own_rates(data: TrainingData, matrix: FeatureMatrix) -> Iterator[LeakSign]:
    """Numbers that are the same for a whole team on a day and follow the team's own share of leavers that came."""
    for grouping, team in _teams(data, matrix):
        if grouping == "unit" and data.unit_id is not None and data.unit_id.n_unique() < MIN_TEAMS:
            continue  # a number per month, not per team
        rows = np.bincount(team)
        rate = np.bincount(team, weights=data.y) / rows
        wanted = rows >= MIN_TEAM_ROWS
        if wanted.sum() < MIN_TEAMS or not rate[wanted].std():
            continue
        for j, spec in enumerate(matrix.specs):
            if spec.kind == "number" and _follows(np.asarray(matrix.columns[j]), team, rows, rate, wanted):
                yield LeakSign(
                    spec.name,
                    f"{spec.name} is one number per {grouping} and follows the share of its own people who left "
                    "afterwards: it was computed from the outcome, the person's own exit included.",
                )


def _teams(data: TrainingData, matrix: FeatureMatrix) -> Iterator[tuple[str, Codes]]:
    """Row numbers of (team, as-of day), for the unit and for each category that could be a team."""
    day = np.zeros(data.rows, dtype=np.int64)
    if data.as_of is not None:
        day = np.unique(data.as_of, return_inverse=True)[1].astype(np.int64)
    units = [] if data.unit_id is None else [("unit", data.unit_id.fill_null("").to_numpy())]
    columns = zip(matrix.specs, matrix.columns, matrix.levels, strict=True)
    named = [(spec.name, np.asarray(codes)) for spec, codes, levels in columns if len(levels) >= MIN_TEAMS]
    for name, values in (*units, *named[:MAX_GROUPINGS]):
        codes = np.unique(values, return_inverse=True)[1].astype(np.int64)
        yield name, np.unique(codes * (day.max() + 1) + day, return_inverse=True)[1].astype(np.int64)


def _follows(
    x: FloatArray, team: Codes, rows: Codes, rate: FloatArray, wanted: npt.NDArray[np.bool_]
) -> bool:
    if np.isnan(x).any():
        return False
    mean = np.bincount(team, weights=x) / rows
    within = np.abs(x - mean[team]).max()
    spread = mean[wanted].std()
    if not spread or within > 1e-9 * max(1.0, np.abs(x).max()):
        return False
    return bool(np.corrcoef(mean[wanted], rate[wanted])[0, 1] > SAME_RATE)


def _survivors(data: TrainingData) -> Iterator[LeakSign]:
    """As-of days on which nobody left although many should have: the people who left were taken out of the table."""
    if data.as_of is None or len(data.dates) < 2:
        return
    day = np.unique(data.as_of, return_inverse=True)[1]
    rows, events = np.bincount(day), np.bincount(day, weights=data.y)
    chance = poisson.cdf(0, rows * data.base_rate) * len(rows)
    silent = (events == 0) & (chance < NO_EVENTS_BY_CHANCE)
    if silent.any():
        named = [str(data.dates[k].astype("datetime64[D]")) for k in np.flatnonzero(silent)[:3]]
        yield LeakSign(
            "as_of",
            f"Nobody left after {int(silent.sum())} of {len(rows)} as-of days (first {', '.join(named)}), where about "
            f"{rows[silent].sum() * data.base_rate:.0f} exits were to be expected: does the table hold only people who "
            "were still there when it was exported?",
        )
