"""A key is limited to a unit that there is."""

from datetime import date

import pytest

from data_contracts.errors import InputRefused
from data_contracts.intake import import_folder
from ermine.home import Home
from ermine.jobs.keys import check_unit

TABLES = {
    "employees": "employee_id,hire_date\n1,2020-01-01\n",
    "exits": "employee_id,last_day,kind\n",
    "units": "unit_id,parent_id,name,valid_from\nsales,,Sales,2020-01-01\n",
}


def test_a_unit_that_nobody_has_is_refused_with_the_nearest(tmp_path):
    """A typing error would make a key that answers for nobody."""
    for name, rows in TABLES.items():
        (tmp_path / f"{name}.csv").write_text(rows)
    import_folder(tmp_path, tmp_path / "home", date(2024, 7, 1))
    check_unit(Home(tmp_path / "home"), "sales")
    with pytest.raises(InputRefused, match=r"no unit 'salse' \(did you mean 'sales'\?\)"):
        check_unit(Home(tmp_path / "home"), "salse")
