"""People who were erased stay out of a later import: no row, no name in others' rows, nothing set aside."""

from datetime import date

from data_contracts.intake import import_folder
from data_contracts.lake import Lake
from data_contracts.snapshot import SnapshotMapping, admit_snapshot

DAY = date(2024, 7, 1)


def test_rows_about_an_erased_person_are_left_out_and_counted(company):
    """Their own rows go, whole or broken; a report to them stays and names nobody; every row is accounted for."""
    company.add("one_on_ones", "007,2024-06-18", "007,2024-06-19,torn", "007,no day")
    report = import_folder(company.folder, company.home, DAY, erased={"007"})
    assert {table.name: table.erased for table in report.tables if table.erased} == {
        "employees": 1,
        "assignments": 1,
        "one_on_ones": 3,
    }
    assert (report.refused, report.rows_in) == (0, report.admitted + 5)
    lake = Lake(company.home).current()
    assert lake.read("employees")["employee_id"].to_list() == ["8", "9"]
    assert lake.read("assignments")["manager_id"].to_list() == [None, None]
    assert not any(b"007" in file.read_bytes() for file in company.home.rglob("*.csv"))


def test_rows_of_an_erased_person_are_left_out_of_a_snapshot(write, tmp_path):
    """By the column that the mapping names as the id."""
    file = write("people.csv", "Id,left,Pay\n7,1,10\n8,0,11\n7,1,oops\n")
    mapping = SnapshotMapping(name="acme", id="Id", target="left")
    report = admit_snapshot(mapping, file, tmp_path / "home", DAY, allow_survey=False, erased={"7"})
    assert report.lake.read("snapshot")["employee_id"].to_list() == ["8"]
    (table,) = report.tables
    assert (table.rows_in, table.admitted, table.refused, table.erased) == (3, 1, 0, 2)
