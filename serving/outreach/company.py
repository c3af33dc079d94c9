"""The inputs of a run from a company's tables."""

from collections.abc import Mapping
from datetime import date

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from data_contracts.lake import LakeSnapshot
from serving.outreach.inputs import Person, RunInputs
from serving.outreach.organisation import EVERYONE, er_managers_of, flat_units, populations_of, units_on
from serving.outreach.standing_orders import StandingOrders, standing_orders
from serving.outreach.views import Fact

_FACTS = {"location": "Location", "work_mode": "Work mode", "contract_type": "Contract"}


def company_inputs(
    lake: LakeSnapshot,
    features: pa.Table,
    as_of: date,
    *,
    default_hours: float,
    data_note: str = "",
    pay: bool = False,
) -> RunInputs:
    """What a run on `as_of` needs; `features` as `features.build` returns them (other days are left out).

    `default_hours` are the weekly hours of the one ER manager assumed where the company names none. Salaries are read
    only with `pay`, for a policy that values people by them.
    """
    table = features.filter(
        pc.equal(features.column("as_of"), pa.scalar(as_of, features.column("as_of").type))
    )
    has_units = lake.has("units") and lake.manifest.tables["units"] > 0
    units = (
        units_on(lake.read("units"), as_of) if has_units else flat_units(table.column("unit_id").to_pylist())
    )
    managers = er_managers_of(lake, default_hours)
    return RunInputs(
        as_of=as_of,
        source="company",
        data_hash=lake.hash,
        data_note=data_note,
        table=table,
        people=_people(
            table, _names(lake), standing_orders(lake, as_of), _salaries(lake, as_of) if pay else {}
        ),
        units=units,
        er_managers=managers,
        populations=populations_of(lake, managers, units),
    )


def _names(lake: LakeSnapshot) -> Mapping[str, str]:
    """Names of the people who have one; the others go by their id."""
    employees = lake.read("employees")
    if "name" not in employees.columns:
        return {}
    return dict(employees.select("employee_id", "name").drop_nulls().iter_rows())


def _salaries(lake: LakeSnapshot, as_of: date) -> Mapping[str, float]:
    """What each person with a salary on record earns a year on the day."""
    if not lake.has("compensation"):
        return {}
    begun = lake.read("compensation").filter(pl.col("valid_from") <= as_of).sort("valid_from")
    last = begun.unique("employee_id", keep="last", maintain_order=True)
    return dict(last.select("employee_id", "annual_salary").iter_rows())


def _people(
    table: pa.Table, names: Mapping[str, str], orders: StandingOrders, salaries: Mapping[str, float]
) -> tuple[Person, ...]:
    wanted = ("employee_id", "unit_id", "manager_id", "hire_date", "in_notice", "job_family", "job_level")
    columns = [name for name in (*wanted, *_FACTS) if name in table.column_names]
    rows = pl.DataFrame(pl.from_arrow(table.select(columns))).iter_rows(named=True)
    return tuple(_person(row, names, orders, salaries) for row in rows)


def _person(
    row: Mapping[str, object],
    names: Mapping[str, str],
    orders: StandingOrders,
    salaries: Mapping[str, float],
) -> Person:
    who = str(row["employee_id"])
    return Person(
        employee_id=who,
        name=names.get(who, who),
        unit_id=EVERYONE.unit_id if row["unit_id"] is None else str(row["unit_id"]),
        job=", level ".join(
            str(row[part]) for part in ("job_family", "job_level") if row.get(part) is not None
        ),
        facts=_facts(row, names),
        in_notice=row["in_notice"] is True,
        open_case=who in orders.open_case,
        do_not_profile=who in orders.do_not_profile,
        do_not_contact=who in orders.do_not_contact,
        last_contact=orders.last_contact.get(who),
        job_family=str(row.get("job_family") or ""),
        hired=_day(row["hire_date"]),
        language=orders.language.get(who, ""),
        requested=orders.requested.get(who),
        moments=orders.moments.get(who, ()),
        annual_salary=salaries.get(who),
    )


def _day(value: object) -> date | None:
    return value if isinstance(value, date) else None


def _facts(row: Mapping[str, object], names: Mapping[str, str]) -> tuple[Fact, ...]:
    facts = [Fact("With the company since", str(row["hire_date"]))]
    if row["manager_id"] is not None:
        facts.append(Fact("Line manager", names.get(str(row["manager_id"]), str(row["manager_id"]))))
    known = ((label, row.get(column)) for column, label in _FACTS.items())
    return (*facts, *(Fact(label, str(value)) for label, value in known if value is not None))
