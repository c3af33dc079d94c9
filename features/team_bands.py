"""The published mood of a unit as a band, for all its members alike: a value that is passed in, never read from tables.

Bands come from the release gate, which publishes only what many people said together; nothing here knows a comment,
an answer or who gave it. A band is seen from the day after it was published. The privacy policy leaves it out of
every score until `mood_in_scores` says otherwise.
"""

from dataclasses import dataclass

import polars as pl
import pyarrow as pa

from data_contracts.errors import InputRefused

COLUMNS = {"unit_id": pl.String, "round": pl.String, "known_at": pl.Date, "band": pl.String}
MAX_BANDS = 10
BAND, KNOWN = "team_mood_band", "team_mood_known"


class TeamBandsRefused(InputRefused):
    """The published bands cannot be used as they are."""


@dataclass(frozen=True)
class TeamBands:
    """What was published: one row per unit and round with the day from which it is known, and its band.

    `frame` has exactly `COLUMNS`, nothing missing, each unit and round once, at most `MAX_BANDS` different bands.
    Each unit that has members stands for itself: which ancestor's figure it carries is the gate's to decide.
    Raises `TeamBandsRefused`.
    """

    frame: pl.DataFrame

    def __post_init__(self) -> None:
        if dict(self.frame.schema) != COLUMNS:
            raise TeamBandsRefused(
                f"team bands have the columns {', '.join(COLUMNS)}, and text and days in them"
            )
        gaps = [name for name in COLUMNS if self.frame[name].null_count()]
        if gaps:
            raise TeamBandsRefused(f"team bands: {', '.join(gaps)} may not be missing")
        twice = self.frame.filter(self.frame.select("unit_id", "round").is_duplicated())
        if twice.height:
            raise TeamBandsRefused(f"team bands: unit {twice['unit_id'][0]!r} has two bands in one round")
        if self.frame["band"].n_unique() > MAX_BANDS:
            raise TeamBandsRefused(f"team bands: more than {MAX_BANDS} different bands")


def band_values(rows: pl.DataFrame, bands: TeamBands) -> dict[str, pl.Series]:
    """team_mood_band and team_mood_known for every row (unit_id, as_of): what was last published before the day."""
    asked = rows.select("unit_id", "as_of").unique().drop_nulls()
    seen = asked.join(bands.frame, on="unit_id").filter(pl.col("known_at") < pl.col("as_of"))
    last = seen.sort("known_at", "round").group_by("unit_id", "as_of").agg(pl.col("band").last())
    found = rows.select("unit_id", "as_of").join(
        last, on=["unit_id", "as_of"], how="left", maintain_order="left"
    )["band"]
    known = found.to_frame("band").select(
        pl.when(pl.col("band").is_not_null()).then(pl.lit("yes")).otherwise(pl.lit("no"))
    )
    return {BAND: found.alias(BAND), KNOWN: known.to_series().alias(KNOWN)}


def with_bands(built: pa.Table, bands: TeamBands | None) -> pa.Table:
    """The table of a build with the bands filled in; without any it stays as it was (all missing)."""
    if bands is None:
        return built
    rows = pl.DataFrame(pl.from_arrow(built.select(["unit_id", "as_of"])))
    for name, values in band_values(rows, bands).items():
        place = built.schema.get_field_index(name)
        built = built.set_column(place, built.schema.field(place), values.to_arrow().cast(pa.string()))
    return built
