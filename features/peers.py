"""What a person has, against peers: people of the same job family and level, as they were when the model learned.

The medians of the groups are learned at training time, travel with the scorecard, and are given back at scoring. Each
is a median of one value per person (the newest), of at least `FEWEST_PEERS` people, and rounded: nobody's own value
can be worked out. A smaller group has no median of its own: its people are set against their job family, and without
that against nobody (missing). Pay is learned and compared as a multiple of the company's median on the day
(`pay_against_company`), so that a general rise of wages after the training moves nobody.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated

import polars as pl
import pyarrow as pa
from pydantic import BaseModel, ConfigDict, Field, model_validator

FEWEST_PEERS = 10
MAX_GROUPS, MAX_NAME = 4096, 200

GROUP = ("job_family", "job_level")
"""Who counts as a peer; a missing level means everybody of the family."""

BASES: Mapping[str, str] = MappingProxyType(
    {"pay_against_peers": "pay_against_company", "level_time_against_peers": "months_in_level"}
)
"""Each feature against peers with the feature that it divides by the median of the group."""

INGREDIENTS = (*GROUP, *BASES.values())
"""The features that the features against peers are made from."""

_DIGITS = {"pay_against_peers": 2, "level_time_against_peers": 0}

Name = Annotated[str, Field(max_length=MAX_NAME)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class GroupMedian(_Part):
    """The median of one job family and level, or (level null) of a whole family; `people` gave one value each."""

    job_family: Name
    job_level: Name | None
    people: int = Field(ge=FEWEST_PEERS, le=10**9)
    median: float = Field(gt=0, le=1e6)


class PeerMedians(_Part):
    """The medians of all groups for each feature against peers: multiples of the company's median, or months."""

    medians: dict[str, Annotated[tuple[GroupMedian, ...], Field(min_length=1, max_length=MAX_GROUPS)]] = (
        Field(min_length=1, max_length=len(BASES))
    )

    @model_validator(mode="after")
    def _names_each_group_once(self) -> "PeerMedians":
        if unknown := sorted(set(self.medians) - set(BASES)):
            raise ValueError(f"no feature against peers is called {unknown[0]!r}")
        for name, groups in self.medians.items():
            if len({(group.job_family, group.job_level) for group in groups}) != len(groups):
                raise ValueError(f"{name}: a group has two medians")
        return self

    def only(self, names: frozenset[str]) -> "PeerMedians | None":
        """The medians of the named features; None when that leaves nothing."""
        kept = {name: groups for name, groups in self.medians.items() if name in names}
        return PeerMedians(medians=kept) if kept else None

    def table(self, name: str) -> pl.DataFrame:
        """Columns `GROUP` and median, one row per group of a feature; no rows for one without medians."""
        groups = self.medians.get(name, ())
        rows = [(group.job_family, group.job_level, group.median) for group in groups]
        return pl.DataFrame(
            rows, schema=dict.fromkeys(GROUP, pl.String) | {"median": pl.Float64}, orient="row"
        )


def learn_peers(rows: pl.DataFrame) -> PeerMedians | None:
    """The medians of the people in `rows` (employee_id, as_of, `INGREDIENTS`); None when no group is large enough.

    Of a person's rows only the newest counts, so that whoever stayed longest does not become the median.
    """
    newest = rows.sort("as_of").unique("employee_id", keep="last")
    found = {name: _medians(newest, base, _DIGITS[name]) for name, base in BASES.items()}
    medians = {name: groups for name, groups in found.items() if groups}
    return PeerMedians(medians=medians) if medians else None


def _medians(people: pl.DataFrame, base: str, digits: int) -> tuple[GroupMedian, ...]:
    known = people.filter(pl.col("job_family").is_not_null(), pl.col(base).is_not_null())
    levels = _groups(known.filter(pl.col("job_level").is_not_null()), GROUP, base, digits)
    families = _groups(known, GROUP[:1], base, digits).with_columns(job_level=pl.lit(None, dtype=pl.String))
    largest = pl.concat([levels, families.select(levels.columns)]).sort(
        "people", *GROUP, descending=[True, False, False], nulls_last=True
    )
    kept = largest.head(MAX_GROUPS).sort(GROUP, nulls_last=True)
    return tuple(GroupMedian(**group) for group in kept.iter_rows(named=True))


def _groups(people: pl.DataFrame, by: tuple[str, ...], base: str, digits: int) -> pl.DataFrame:
    """The medians above 0 of the groups that are large enough, if they can be written down."""
    groups = people.group_by(by).agg(
        people=pl.len().cast(pl.Int64), median=pl.col(base).median().round(digits)
    )
    named = [pl.col(name).str.len_chars() <= MAX_NAME for name in by]
    return groups.filter(pl.col("people") >= FEWEST_PEERS, pl.col("median") > 0, *named)


def peer_values(rows: pl.DataFrame, medians: PeerMedians | None) -> dict[str, pl.Series]:
    """Each feature against peers for every row (`INGREDIENTS`), in the order of `rows`; missing without a median."""
    nothing = pl.repeat(None, rows.height, dtype=pl.Float64, eager=True)
    return {
        name: (_against(rows, base, medians.table(name)) if medians else nothing).alias(name)
        for name, base in BASES.items()
    }


def _against(rows: pl.DataFrame, base: str, groups: pl.DataFrame) -> pl.Series:
    levels = groups.filter(pl.col("job_level").is_not_null())
    families = groups.filter(pl.col("job_level").is_null()).select("job_family", of_family="median")
    found = rows.select(*GROUP, pl.col(base).cast(pl.Float64)).join(
        levels, on=GROUP, how="left", maintain_order="left"
    )
    found = found.join(families, on="job_family", how="left", maintain_order="left")
    return found.select(pl.col(base) / pl.coalesce("median", "of_family")).to_series()


def with_peers(built: pa.Table, medians: PeerMedians | None) -> pa.Table:
    """The table of a build with its features against peers filled in; every other column as it was."""
    rows = pl.DataFrame(pl.from_arrow(built.select(INGREDIENTS)))
    for name, values in peer_values(rows, medians).items():
        place = built.schema.get_field_index(name)
        built = built.set_column(place, built.schema.field(place), values.to_arrow())
    return built
