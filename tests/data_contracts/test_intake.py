"""A folder of tables either becomes the lake, with every refused row accounted for, or changes nothing."""

import stat
from datetime import date

import polars as pl
import pytest

from data_contracts.errors import (
    EmptyFile,
    FileRefused,
    MissingColumn,
    MissingFile,
    NotATable,
    NotUtf8,
    RowsRefused,
)
from data_contracts.lake import Lake


def report_of(report, table):
    """The report on one table."""
    return next(entry for entry in report.tables if entry.name == table)


def only_refusal(report, table):
    """The single refusal of one table."""
    (refusal,) = report_of(report, table).refusals
    return refusal


def everything_under(folder):
    """Every file with its bytes."""
    return (
        {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} if folder.exists() else {}
    )


def test_a_clean_export_is_admitted_whole(company):
    """Every row of files that keep the rules is in the lake, ids with their leading zeros."""
    report = company.take_in()
    assert (report.rows_in, report.admitted, report.refused) == (11, 11, 0)
    lake = Lake(company.home).current()
    assert lake.hash == report.lake.hash
    assert lake.read("employees")["employee_id"].to_list() == ["007", "8", "9"]
    assert not (company.home / "quarantine").exists() or not list((company.home / "quarantine").iterdir())


@pytest.mark.parametrize(
    ("table", "row", "column", "rule"),
    [
        ("employees", "8x,2021-13-01,Bo,,m", "hire_date", "not an ISO date"),
        ("employees", "8x,01/02/2021,Bo,,m", "hire_date", "not an ISO date"),
        ("employees", "8x,2021-02-01,Bo,eighty,m", "birth_year", "not a whole number"),
        ("employees", ",2021-02-01,Bo,,m", "employee_id", "missing"),
        ("employees", "8x,2021-02-01,Bo,1777,m", "birth_year", "below 1900"),
        ("exits", "8,,2020-12-31,voluntary", "last_day", "last day before the hire date"),
        ("exits", "8,2024-02-02,2024-02-01,voluntary", "notice_date", "notice after last day"),
        ("exits", "8,,2024-02-01,ran away", "kind", "not one of voluntary"),
        ("exits", "77,,2024-02-01,voluntary", "employee_id", "unknown employee"),
        ("assignments", "8,2023-01-01,U77,007,a,1,Oslo,office,1,permanent", "unit_id", "unknown unit"),
        ("assignments", "8,2023-01-01,U1,77,a,1,Oslo,office,1,permanent", "manager_id", "unknown manager"),
        ("assignments", "8,2023-01-01,U1,007,a,1,Oslo,office,full,permanent", "fte", "not a number"),
        (
            "assignments",
            "9,2024-06-16,U1,007,a,1,Oslo,office,1,permanent",
            "valid_from",
            "after the person's last",
        ),
        ("one_on_ones", "9,2024-06-16", "event_date", "dated after the person's last day"),
        ("one_on_ones", "8", "(row)", "not as many fields"),
        ("one_on_ones", "8,2024-01-01,x", "(row)", "not as many fields"),
        ("one_on_ones", ",", "(row)", "empty row"),
        ("units", "U2,U77,Lost,2019-01-01", "parent_id", "unknown unit"),
        ("units", "U2,U2,Own,2019-01-01", "parent_id", "unit is above itself"),
    ],
)
def test_a_bad_row_is_refused_by_file_column_rule_and_line(company, table, row, column, rule):
    """One bad row is refused under one rule with its line, quarantined as written, and the rest is admitted."""
    before = (company.folder / f"{table}.csv").read_text().count("\n") - 1
    if row == ",":
        company.add(table, row, "8,2024-06-25")
    else:
        company.add(table, row)
    report = report_of(company.take_in(), table)
    refusal = report.refusals[0]
    assert rule in refusal.rule
    assert refusal.column == column
    assert (refusal.rows, refusal.first_lines) == (1, (before + 2,))
    assert (report.refused, report.rows_in) == (1, report.admitted + 1)
    kept = pl.read_csv(report.quarantine_file, infer_schema=False)
    assert kept["refused_line"].to_list() == [str(before + 2)]
    assert rule in kept["refused_reason"][0]
    assert f"{column}: " in report.describe()


def test_of_exact_duplicates_the_first_is_kept(company):
    """The second of two equal rows is refused, the first admitted."""
    company.add("one_on_ones", "8,2024-06-20")
    report = company.take_in()
    refusal = only_refusal(report, "one_on_ones")
    assert (refusal.rule, refusal.first_lines) == ("exact duplicate row", (4,))
    assert report.lake.read("one_on_ones").height == 2


def test_different_rows_under_one_key_are_all_refused(company):
    """Two different hire dates for one person: nobody can know which is right, so neither is admitted."""
    company.add("employees", "8,2021-02-02,Bo,,m")
    report = company.take_in()
    refusal = only_refusal(report, "employees")
    assert (refusal.rule, refusal.column, refusal.first_lines) == ("duplicate key", "employee_id", (3, 5))
    assert report.lake.read("employees")["employee_id"].to_list() == ["007", "9"]
    assert only_refusal(report, "one_on_ones").rule == "unknown employee"


def test_a_manager_whose_own_row_was_refused_is_still_a_known_manager(company):
    """A slip in the manager's row does not take the whole team off the lists."""
    company.put("employees.csv", "employee_id,hire_date\n007,2020-99-01\n8,2021-02-01\n9,2022-03-01\n")
    report = company.take_in()
    assert report.lake.read("assignments")["employee_id"].to_list() == ["8", "9"]


def test_units_that_are_above_each_other_are_refused_with_all_below(company):
    """A cycle of units and what hangs on it is refused; the rest of the tree stands."""
    company.add("units", "A,B,a,2019-01-01", "B,A,b,2019-01-01", "C,A,c,2019-01-01", "D,C,d,2019-01-01")
    report = company.take_in()
    assert report.lake.read("units")["unit_id"].to_list() == ["U", "U1"]
    assert [(r.rule, r.rows) for r in report_of(report, "units").refusals] == [
        ("unit is above itself", 2),
        ("unknown unit", 1),
        ("unknown unit", 1),
    ]


def test_the_last_day_itself_is_a_day_of_work(company):
    """What happens on the last day is admitted, the day after is refused."""
    company.add("one_on_ones", "9,2024-06-15", "9,2024-06-16")
    assert only_refusal(company.take_in(), "one_on_ones").first_lines == (5,)


def test_a_transfer_does_not_end_a_persons_work(company):
    """Rows after a transfer inside the group are admitted."""
    company.add("exits", "8,,2023-01-31,transfer")
    assert company.take_in().refused == 0


def test_strict_stops_and_changes_nothing(company):
    """With strict the same bad row raises, names the rule, and the earlier lake stays current."""
    before = company.take_in()
    files = everything_under(company.home)
    company.add("one_on_ones", "77,2024-06-01")
    with pytest.raises(RowsRefused, match=r"unknown employee: 1 row\(s\), line 4"):
        company.take_in(strict=True)
    assert Lake(company.home).current().hash == before.lake.hash
    assert everything_under(company.home) == files


@pytest.mark.parametrize(
    ("file", "content", "error", "words"),
    [
        ("employees.csv", "employee_idd,hire_date\n1,2020-01-01\n", MissingColumn, "did you mean 'employee_idd'"),
        ("employees.csv", "", EmptyFile, "the file is empty"),
        ("employees.csv", b"\xef\xbb\xbf\n \n", EmptyFile, "the file is empty"),
        ("employees.csv", "employee_id,hire_date\n", EmptyFile, "no employee was admitted"),
        ("employees.csv", "employee_id,hire_date\n1,soon\n", EmptyFile, "not an ISO date"),
        ("units.csv", b"PK\x03\x04\x00\x00", NotATable, "Excel"),
        ("units.csv", b"unit_id,\x00\x01", NotATable, "binary"),
        ("units.csv", "just some prose\nwithout columns\n", NotATable, "not a header"),
        ("units.csv", "unit_id,unit_id\n1,2\n", NotATable, "twice"),
        ("units.csv", 'unit_id,parent_id,name,valid_from\nU,,"All,2019-01-01\nU1,U,S,2019-01-01\n', NotATable, "quot"),
        ("units.csv", "unit_id,parent_id,name,valid_from\nU,,Caf\xe9,2019-01-01\n".encode("latin-1"), NotUtf8,
         r"line 2, byte offset 40 \(byte 0xE9, 'é' in Latin-1\)"),
        ("units.csv", "unit_id,parent_id\n".encode("utf-16"), NotUtf8, "UTF-16"),
        ("units.parquet", b"PAR1 nothing", FileRefused, "both hold the table units"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_refused_before_anything_changes(company, file, content, error, words):
    """The error names the file and what is wrong with it, and the lake of before stays as it was."""
    company.take_in()
    files = everything_under(company.home)
    path = company.put(file, content)
    with pytest.raises(error, match=words) as refused:
        company.take_in()
    assert path.name in str(refused.value)
    assert refused.value.exit_code == 2
    assert everything_under(company.home) == files


@pytest.mark.parametrize("name", ["employees", "exits"])
def test_a_required_table_that_is_not_there_is_named(company, name):
    """Without employees or exits nothing is imported, and a file with a similar name is pointed at."""
    (company.folder / f"{name}.csv").rename(company.folder / f"{name[:-1]}.csv")
    with pytest.raises(MissingFile, match=rf"missing required table: {name}.*did you mean '{name}'"):
        company.take_in()
    assert not company.home.exists()


def test_a_folder_that_is_not_there_is_named(company, tmp_path):
    """A mistyped folder is a MissingFile."""
    company.folder = tmp_path / "exprot"
    with pytest.raises(MissingFile, match="exprot: no such folder"):
        company.take_in()


def test_what_people_said_never_reaches_the_lake(company):
    """Surveys and comments are set apart unopened; tables that nobody knows are left alone with the reason."""
    company.put("comments.csv", "round_id,text\n1,secret words\n")
    company.put("absence.csv", "x,y\n1,2\n")
    report = company.take_in()
    reasons = {entry.file.name: entry.reason for entry in report.not_read}
    assert report.feedback == {"comments": company.folder / "comments.csv"}
    assert "did you mean 'absences'" in reasons["absence.csv"]
    assert not any(b"secret words" in content for content in everything_under(company.home).values())


def test_extra_columns_are_named_and_not_admitted(company):
    """A column that no contract knows appears in the report and nowhere in the lake."""
    company.put("one_on_ones.csv", "employee_id,event_date,mood\n8,2024-06-20,bad\n")
    report = company.take_in()
    assert report_of(report, "one_on_ones").unknown_columns == ("mood",)
    assert report.lake.read("one_on_ones").columns == ["employee_id", "event_date", "known_at"]


def test_the_same_files_give_the_same_lake(company, tmp_path):
    """The hash is of the content: a second import changes nothing, another row changes the hash."""
    first = company.take_in().lake
    assert company.take_in().lake.hash == first.hash
    company.add("one_on_ones", "8,2024-06-21")
    second = company.take_in().lake
    assert second.hash != first.hash
    assert Lake(company.home).current().hash == second.hash
    assert Lake(company.home).snapshot(first.hash).read("one_on_ones").height == 2


def test_protected_attributes_lie_apart(company):
    """Gender and year of birth are in a file of their own that only its owner may read."""
    lake = company.take_in().lake
    assert not {"birth_year", "gender", "ethnicity"} & set(lake.read("employees").columns)
    assert lake.read("protected").columns == ["employee_id", "birth_year", "gender"]
    assert lake.read("protected")["birth_year"].to_list() == [1980, None, 1990]
    assert stat.S_IMODE(lake.path_of("protected").stat().st_mode) == 0o600


def test_quarantine_is_readable_by_its_owner_only(company):
    """Refused rows of employees carry protected values, so nobody else may read them."""
    company.add("employees", "x,never,Di,1970,f")
    file = report_of(company.take_in(), "employees").quarantine_file
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_every_dated_row_says_when_it_was_known(company):
    """known_at is as given, else the event's own day: notice for an exit, the last day for a worked month."""
    company.put("exits.csv", "employee_id,notice_date,last_day,kind,known_at\n"
                "9,2024-05-10,2024-06-15,voluntary,2024-05-12\n8,,2024-06-29,other,\n")  # fmt: skip
    company.put("worked_hours.csv", "employee_id,month,contracted,worked\n8,2024-02-01,160,170\n")
    lake = company.take_in().lake
    assert lake.read("exits")["known_at"].to_list() == [date(2024, 5, 12), date(2024, 6, 29)]
    assert lake.read("employees")["known_at"].to_list() == lake.read("employees")["hire_date"].to_list()
    assert lake.read("worked_hours")["known_at"].to_list() == [date(2024, 2, 29)]
    assert lake.read("assignments")["known_at"][0] == date(2020, 1, 1)


def test_a_month_is_written_as_its_first_day(company):
    """Hours booked on another day than the first are refused."""
    company.put("worked_hours.csv", "employee_id,month,contracted,worked\n8,2024-02-02,160,170\n")
    assert only_refusal(company.take_in(), "worked_hours").rule == "not the first day of a month"


def test_planned_days_do_not_stretch_what_the_data_cover(company):
    """A raise, a last day and a contract's end in the future leave the last covered day where events end."""
    company.put("compensation.csv", "employee_id,valid_from,annual_salary\n8,2024-12-01,40000\n")
    company.add("exits", "8,2024-06-05,2024-12-31,voluntary")
    report = company.take_in()
    manifest = report.lake.manifest
    assert report.refused == 0
    assert (manifest.covers_from, manifest.covers_until) == (date(2024, 5, 1), date(2024, 6, 20))


def test_absent_optional_columns_are_there_and_all_missing(company):
    """Whoever reads the lake finds every column of the contract, whatever the export had."""
    lake = company.take_in().lake
    assert lake.read("exits").columns == [
        "employee_id", "notice_date", "last_day", "kind", "reason", "regretted", "known_at",
    ]  # fmt: skip
    assert lake.read("exits").schema["regretted"] == pl.Boolean
    assert lake.read("exits")["regretted"].to_list() == [None]


def test_parquet_and_csv_of_the_same_rows_make_the_same_lake(company):
    """The kind of file does not matter to what is admitted."""
    from_csv = company.take_in().lake
    ids = {"employee_id": pl.String, "manager_id": pl.String}
    for file in sorted(company.folder.glob("*.csv")):
        frame = pl.read_csv(file, try_parse_dates=True, schema_overrides=ids)
        frame.write_parquet(file.with_suffix(".parquet"))
        file.unlink()
    assert company.take_in().lake.hash == from_csv.hash


def test_a_corrected_quarantine_file_can_be_imported(company):
    """Its remarks are extra columns; refused again, it carries the new reason only."""
    company.add("exits", "77,2024-02-01,2024-03-01,voluntary")
    first = report_of(company.take_in(), "exits")
    company.put("exits.csv", first.quarantine_file.read_bytes())
    second = report_of(company.take_in(), "exits")
    assert (second.refused, second.unknown_columns) == (1, ("refused_line", "refused_reason"))
    assert pl.read_csv(second.quarantine_file).columns == pl.read_csv(first.quarantine_file).columns


def test_leftovers_of_a_killed_import_do_not_matter(company):
    """A folder aside that a killed import left behind is neither read nor kept."""
    aside = company.home / "lake" / ".incoming"
    aside.mkdir(parents=True)
    (aside / "units.parquet").write_text("half a file")
    lake = company.take_in().lake
    assert not aside.exists()
    assert lake.read("units").height == 2


def test_files_that_are_nearly_named_like_a_table_are_never_passed_over_in_silence(company):
    """Capital letters and spreadsheets: the dossier names the file and what to do with it; other files are nobody's."""
    for name in ("Reviews.CSV", "recognition.xlsx", "one_on_ones", "notes.docx"):
        (company.folder / name).write_bytes(b"x")
    reasons = {entry.file.name: entry.reason for entry in company.take_in().not_read}
    assert reasons == {
        "Reviews.CSV": "names are written in small letters: rename it to reviews.csv",
        "recognition.xlsx": ".xlsx is not read: save it as recognition.csv",
        "one_on_ones": "a file without an ending is not read: save it as one_on_ones.csv",
    }
