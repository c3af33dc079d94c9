"""The business day of a running service is the lake's, whatever the clock on the wall says."""

from datetime import date
from pathlib import Path

import pytest

from data_contracts.errors import LakeEmpty
from data_contracts.intake import import_folder
from ermine.clock import BusinessDay
from ermine.home import Home

TABLES = {
    "employees": ["employee_id,hire_date", "1,2020-01-01"],
    "units": ["unit_id,parent_id,name,valid_from", "A,,All,2020-01-01"],
    "exits": ["employee_id,last_day,kind"],
    "assignments": [
        "employee_id,valid_from,unit_id,manager_id,job_family,job_level,location,work_mode,fte,contract",
        "1,2020-01-01,A,,,,,,1,permanent",
    ],
}


def take_in(folder: Path, last_talk: str) -> None:
    """Import a company of one, which talked on a last day."""
    for name, lines in {**TABLES, "one_on_ones": ["employee_id,event_date", f"1,{last_talk}"]}.items():
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", "utf-8")
    import_folder(folder, folder / "home", date(2026, 7, 1))


def test_a_running_service_sees_the_day_of_a_new_import_at_once(tmp_path: Path) -> None:
    """Before the first import there is no day; afterwards the next request has the new one."""
    day = BusinessDay(Home(tmp_path / "home"))
    with pytest.raises(LakeEmpty):
        day()
    take_in(tmp_path, "2026-03-31")
    assert (day(), day()) == (date(2026, 4, 1), date(2026, 4, 1))
    take_in(tmp_path, "2026-06-15")
    assert day() >= date(2026, 6, 16)
