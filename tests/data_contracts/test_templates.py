"""Templates: what they write imports once it is filled in, and the example in them never does."""

from datetime import date

import pytest

from data_contracts.catalogue import TABLES
from data_contracts.errors import EmptyFile
from data_contracts.intake import import_folder
from data_contracts.templates import EXAMPLE, TemplateInTheWay, write_templates

DAY = date(2024, 7, 1)


def test_the_example_rows_of_all_tables_are_one_company_that_keeps_every_rule(tmp_path):
    """With the mark taken away, every example row of every table is admitted."""
    for file in write_templates(tmp_path / "mine"):
        file.write_text(file.read_text().replace(EXAMPLE, ""))
    report = import_folder(tmp_path / "mine", tmp_path / "home", DAY)
    assert report.refused == 0
    assert {table.name: table.admitted for table in report.tables} == dict.fromkeys(TABLES, 1)


def test_a_filled_template_imports_without_its_example(tmp_path):
    """Rows written below the example are admitted, the example is not counted, untouched files are left out."""
    write_templates(tmp_path / "mine")
    with (tmp_path / "mine" / "employees.csv").open("a") as stream:
        stream.write("7,2021-03-01,Bo,,,,,\n8,20xx,Cy,,,,,\n")
    report = import_folder(tmp_path / "mine", tmp_path / "home", DAY)
    employees = report.tables[0]
    assert (employees.rows_in, employees.admitted, employees.refused) == (2, 1, 1)
    assert employees.refusals[0].first_lines == (4,)
    assert report.lake.read("employees")["employee_id"].to_list() == ["7"]
    assert [table.name for table in report.tables] == ["employees", "exits"]
    assert {left.file.stem for left in report.not_read} == set(TABLES) - {"employees", "exits"}
    assert not report.lake.has("units")


def test_an_example_row_with_too_few_cells_is_still_an_example(company):
    """Columns that were deleted from the example do not make it a refused row."""
    company.put("one_on_ones.csv", f"employee_id,event_date\n{EXAMPLE}1001\n8,2024-06-20\n")
    report = next(table for table in company.take_in().tables if table.name == "one_on_ones")
    assert (report.rows_in, report.refused) == (1, 0)


def test_an_id_that_begins_with_a_hash_is_data(company):
    """Only the whole mark makes an example: an id like `#12` is admitted as it is."""
    company.add("employees", "#12,2021-02-01,Di,,", "# 13,2021-02-01,Di,,")
    assert company.take_in().lake.read("employees")["employee_id"].to_list()[3:] == ["#12", "# 13"]


def test_nothing_but_templates_is_refused(tmp_path):
    """A folder in which nobody has written anything has no employees."""
    write_templates(tmp_path / "mine")
    with pytest.raises(EmptyFile, match="no employee was admitted"):
        import_folder(tmp_path / "mine", tmp_path / "home", DAY)


def test_templates_overwrite_nothing(tmp_path):
    """A file that is there already stays, and no other template is written."""
    (tmp_path / "exits.csv").write_text("mine")
    with pytest.raises(TemplateInTheWay, match=r"already there: exits\.csv"):
        write_templates(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["exits.csv"]
