"""What rows of one table may refer to in another: people, units, ER managers, and people's last days."""

from dataclasses import dataclass, field
from datetime import date

import polars as pl

from data_contracts.contract import TableContract
from data_contracts.org import some, units_in_cycles
from data_contracts.pay_scale import refuse_wrong_unit
from data_contracts.sieve import Sieve
from data_contracts.tables.column import Refers

_UNKNOWN: dict[Refers, tuple[str, str]] = {
    "employees": ("unknown employee", "no admitted row of the employees table has this id"),
    "people": ("unknown manager", "the employees table has no such id"),
    "units": ("unknown unit", "no admitted row of the units table has this id"),
    "er_managers": ("unknown ER manager", "no admitted row of the er_managers table has this id"),
}


@dataclass
class References:
    """Ids and days of the tables read so far; what a company did not bring is not checked against."""

    imported_on: date | None = None
    ids: dict[Refers, pl.Series] = field(default_factory=dict)
    hired: pl.DataFrame | None = None
    left: pl.DataFrame | None = None
    families: pl.DataFrame | None = None

    def learn(self, name: str, every: pl.DataFrame, admitted: pl.DataFrame) -> None:
        """Remember the ids of a table that others refer to; `every` also holds the refused rows."""
        if name == "employees":
            self.ids["employees"] = admitted["employee_id"].unique()
            self.ids["people"] = every["employee_id"].drop_nulls().unique()
            self.hired = admitted.select("employee_id", "hire_date")
        elif name == "units":
            self.ids["units"] = admitted["unit_id"].unique()
        elif name == "er_managers":
            self.ids["er_managers"] = admitted["er_manager_id"].unique()
        elif name == "exits":
            gone = admitted.filter(pl.col("kind") != "transfer")
            self.left = gone.group_by("employee_id").agg(pl.col("last_day").max())
        elif name == "assignments":
            self.families = admitted.select("employee_id", "valid_from", "job_family")

    def judge(self, contract: TableContract, frame: pl.DataFrame, sieve: Sieve) -> None:
        """Refuse rows that refer to nothing, rows dated outside of employment, and pay in a wrong unit."""
        if contract.name == "units":
            _judge_tree(frame, sieve)
            return
        self._judge_ids(contract, frame, sieve)
        self._judge_days(contract, frame, sieve)
        if contract.name == "compensation":
            refuse_wrong_unit(frame, self.families, sieve)

    def _judge_ids(self, contract: TableContract, frame: pl.DataFrame, sieve: Sieve) -> None:
        for column in contract.columns:
            if column.refers in self.ids and column.name in frame.columns:
                ids = frame[column.name]
                rule, hint = _UNKNOWN[column.refers]
                known = ids.is_in(self.ids[column.refers].implode())
                sieve.refuse(ids.is_not_null() & ~known, rule, column.name, hint)

    def _judge_days(self, contract: TableContract, frame: pl.DataFrame, sieve: Sieve) -> None:
        if contract.name == "exits" and self.hired is not None:
            hired = _looked_up(frame["employee_id"], self.hired)
            sieve.refuse(frame["last_day"] < hired, "last day before the hire date", "last_day")
        if contract.about_work and self.left is not None:
            person = next(column.name for column in contract.columns if column.refers == "employees")
            last = _looked_up(frame[person], self.left)
            sieve.refuse(frame[contract.day] > last, "dated after the person's last day", contract.day)


def _looked_up(ids: pl.Series, days: pl.DataFrame) -> pl.Series:
    """Each person's day in the second column of `days`, in the order of `ids`; missing if they have none."""
    return (
        ids.to_frame("employee_id")
        .join(days, on="employee_id", how="left", maintain_order="left")
        .to_series(1)
    )


def _judge_tree(frame: pl.DataFrame, sieve: Sieve) -> None:
    """Refuse units above themselves, then units whose parent is gone, until what is left is a tree."""
    cyclic = sorted(_ever_cyclic(frame.filter(sieve.admits)))
    above = frame["unit_id"].is_in(pl.Series(cyclic, dtype=pl.String).implode())
    sieve.refuse(above, "unit is above itself", "parent_id", f"in a circle: {some(cyclic)}")
    before = -1
    while before != sieve.refused:
        before = sieve.refused
        known = frame.filter(sieve.admits)["unit_id"].unique()
        orphan = frame["parent_id"].is_not_null() & ~frame["parent_id"].is_in(known.implode())
        rule, hint = _UNKNOWN["units"]
        sieve.refuse(orphan, rule, "parent_id", hint)


def _ever_cyclic(units: pl.DataFrame) -> set[str]:
    """The units that are above themselves on any day: each change of the tree is looked at."""
    parents: dict[str, str | None] = {}
    cyclic: set[str] = set()
    for (_,), changed in units.sort("valid_from").group_by("valid_from", maintain_order=True):
        parents |= dict(changed.select("unit_id", "parent_id").iter_rows())
        if units_in_cycles(parents, changed["unit_id"]):  # a new circle goes through a unit that changed
            cyclic |= units_in_cycles(parents)
    return cyclic
