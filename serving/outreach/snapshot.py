"""The inputs of a run from one flat table: no organisation but the units it names, no history of contacts."""

from collections.abc import Mapping
from datetime import date

import polars as pl

from serving.outreach.inputs import ErManager, Person, PopulationEntry, RunInputs
from serving.outreach.organisation import DEFAULT_MANAGER_ID, EVERYONE, flat_units


def snapshot_inputs(
    frame: pl.DataFrame, as_of: date, *, data_hash: str, default_hours: float, data_note: str = ""
) -> RunInputs:
    """What a run needs from an admitted snapshot (employee_id, as_of, unit_id, target, then the features).

    A dated snapshot gives its newest rows with as_of on or before the run's day. People whose target is 1
    have left: they are scored but never listed. One ER manager with `default_hours` looks after everyone.
    """
    rows = _newest(frame, as_of)
    people = rows.select("employee_id", "unit_id", "target").iter_rows(named=True)
    return RunInputs(
        as_of=as_of,
        source="snapshot",
        data_hash=data_hash,
        data_note=data_note,
        table=rows.to_arrow(),
        people=tuple(_person(row) for row in people),
        units=flat_units(rows["unit_id"].to_list()),
        er_managers=(ErManager(DEFAULT_MANAGER_ID, "ER manager", default_hours),),
        populations=(PopulationEntry(DEFAULT_MANAGER_ID, EVERYONE.unit_id, None, date.min),),
    )


def _newest(frame: pl.DataFrame, as_of: date) -> pl.DataFrame:
    if frame["as_of"].is_null().all():
        return frame
    past = frame.filter(pl.col("as_of") <= as_of)
    return past.filter(pl.col("as_of") == pl.col("as_of").max())


def _person(row: Mapping[str, object]) -> Person:
    who, unit_id = str(row["employee_id"]), row["unit_id"]
    return Person(
        employee_id=who,
        name=who,
        unit_id=EVERYONE.unit_id if unit_id is None else str(unit_id),
        known_leaver=row["target"] == 1,
    )
