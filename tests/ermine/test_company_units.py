"""The organisation that a feedback round freezes: everybody who is there, by unit, in one tree."""

from datetime import date
from pathlib import Path

import pytest

from data_contracts.intake import import_folder
from ermine.jobs.company_units import UnitUnknown, organisation_on

DAY = date(2026, 7, 1)
UNITS = ("A,,Sales", "A1,A,Shop", "B,,Plant")
HELD = ((1, "A"), (2, "A1"), (3, "A1"), (4, "B"), (5, "B"), (6, "B"), (7, "B"))


@pytest.fixture(scope="module")
def lake(tmp_path_factory):
    """Two top units, one with a part; somebody who has left, somebody without a unit, one hired later."""
    folder = tmp_path_factory.mktemp("company")
    tables = {
        "employees": ["employee_id,hire_date", *(f"{n},2020-01-01" for n in range(1, 8)), "9,2026-06-30"],
        "exits": ["employee_id,last_day,kind", "7,2026-03-31,voluntary", "6,2026-06-30,voluntary"],
        "units": ["unit_id,parent_id,name,valid_from", *(f"{unit},2020-01-01" for unit in UNITS)],
        "assignments": [
            "employee_id,valid_from,unit_id,manager_id,job_family,job_level,location,work_mode,fte,contract",
            *(f"{n},2020-01-01,{unit},,,,,,1,permanent" for n, unit in HELD),
            "3,2026-01-01,B,,,,,,1,permanent",
        ],
    }
    for name, lines in tables.items():
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", "utf-8")
    return import_folder(folder, Path(folder / "home"), DAY).lake


def test_several_top_units_get_one_top(lake):
    """People count where they work that day; who has no unit counts for the top; who has left does not count."""
    found = organisation_on(lake, DAY)
    assert found.parents == {"(all)": None, "A": "(all)", "A1": "A", "B": "(all)"}
    assert found.people == {"(all)": 1, "A": 1, "A1": 1, "B": 3}
    assert found.names["A1"] == "Shop"


def test_who_leaves_tomorrow_is_still_asked(lake):
    """On somebody's last day they belong to their unit."""
    assert organisation_on(lake, date(2026, 6, 30)).people["B"] == 4


def test_a_round_can_be_for_some_units_only(lake):
    """A chosen unit is on top, with everything below it and nobody else."""
    found = organisation_on(lake, DAY, ["A"])
    assert found.parents == {"A": None, "A1": "A"}
    assert found.people == {"A": 1, "A1": 1}


def test_an_unknown_unit_is_named(lake):
    """A mistyped unit is refused by its id."""
    with pytest.raises(UnitUnknown, match="'C'"):
        organisation_on(lake, DAY, ["C"])
