"""What goes wrong with real exports: each is refused or pointed at by rule, column and line."""

import gzip

import pytest

from data_contracts.errors import MissingColumn, NotATable, NotUtf8

STAFF = range(10, 40)
PAY_HEAD = "employee_id,valid_from,annual_salary,band_midpoint\n"


def report_of(company, table):
    """What became of one table."""
    return next(entry for entry in company.take_in().tables if entry.name == table)


def refused(company, table):
    """The refusals of one table, by rule, column and lines."""
    return [(r.rule, r.column, r.first_lines) for r in report_of(company, table).refusals]


@pytest.fixture
def paid(company):
    """Thirty more people: sellers at about 40,000, four directors at about 200,000; each with pay."""
    company.add("employees", *(f"{n},2021-01-01,P{n},," for n in STAFF))
    company.add(
        "assignments",
        *(
            f"{n},2021-01-01,U1,007,{'director' if n < 14 else 'sales'},2,Oslo,office,1,permanent"
            for n in STAFF
        ),
    )
    rows = [f"{n},2021-01-01,{200_000 if n < 14 else 40_000 + 100 * n},\n" for n in STAFF]
    company.put("compensation.csv", PAY_HEAD + "".join(rows))
    return company


def test_pay_in_whole_money_is_admitted(paid):
    """A director who earns five times what a seller does is no mistake, nor a seller on a tenth."""
    paid.add("compensation", "10,2022-01-01,900000,", "20,2022-01-01,4100,")
    assert refused(paid, "compensation") == []


def test_pay_in_cents_or_hours_is_refused_by_line(paid):
    """A hundred times the job family's median, and an hourly wage, are refused; the rest is admitted."""
    paid.add("compensation", "20,2022-01-01,4250000,", "21,2022-01-01,21.5,", "22,2022-01-01,43000,")
    rules = refused(paid, "compensation")
    assert [(rule[:12], column, lines) for rule, column, lines in rules] == [
        ("more than 50", "annual_salary", (32,)),
        ("less than 1/", "annual_salary", (33,)),
    ]
    assert "cents" in report_of(paid, "compensation").describe()


def test_pay_is_compared_within_the_job_family_of_the_day(paid):
    """What is impossible for a seller may be what a trader earns; before and after the move each counts."""
    traders = range(50, 56)
    paid.add("employees", *(f"{n},2021-01-01,T{n},," for n in traders))
    paid.add("assignments", *(f"{n},2021-01-01,U1,007,trader,2,Oslo,office,1,permanent" for n in traders))
    paid.add("assignments", "20,2023-01-01,U1,007,trader,2,Oslo,office,1,permanent")
    paid.add("compensation", *(f"{n},2021-01-01,2500000," for n in traders))
    paid.add("compensation", "20,2023-02-01,2600000,", "20,2022-12-01,2600000,")
    assert [lines for _, _, lines in refused(paid, "compensation")] == [(39,)]


def test_without_assignments_pay_is_compared_with_the_whole_company(paid):
    """No job family is known, so the median of all is what a slip is judged by."""
    (paid.folder / "assignments.csv").unlink()
    paid.add("compensation", "20,2022-01-01,4250000,")
    assert [lines for _, _, lines in refused(paid, "compensation")] == [(32,)]


def test_the_pay_of_a_few_people_shows_nothing_usual(company):
    """Among four people nobody can say who is in the wrong unit."""
    company.put("compensation.csv", PAY_HEAD + "007,2021-01-01,9000000,\n8,2021-02-01,40000,\n")
    assert refused(company, "compensation") == []


def test_a_band_in_another_unit_than_the_salary_is_refused(company):
    """The middle of the band is in the money of the salary."""
    company.put("compensation.csv", PAY_HEAD + "007,2021-01-01,90000,85000\n8,2021-02-01,40000,4100000\n")
    rule, column, lines = refused(company, "compensation")[0]
    assert (rule, column, lines) == ("more than 50 times away from the salary", "band_midpoint", (3,))


@pytest.mark.parametrize(
    ("table", "row", "column"),
    [
        ("one_on_ones", "8,2024-07-02", "event_date"),
        ("exits", "8,2024-07-02,2024-08-01,voluntary", "notice_date"),
    ],
)
def test_what_has_not_happened_yet_is_refused(company, table, row, column):
    """The day of the import itself may be recorded, the day after may not."""
    company.add(table, row.replace("07-02", "07-01"), row)
    if table == "exits":
        company.put("exits.csv", f"employee_id,notice_date,last_day,kind\n{row}\n")
    (refusal,) = refused(company, table)
    assert refusal[:2] == ("after the day of the import", column)


@pytest.mark.parametrize("year", [2026, 2027])
def test_plans_may_be_two_years_ahead_and_no_more(company, year):
    """A hire in two years is a plan, one in three years a slip."""
    company.add("employees", f"10,{year}-06-01,Di,,")
    expected = [("more than two years after the day of the import", "hire_date", (5,))]
    assert refused(company, "employees") == (expected if year == 2027 else [])


def test_units_in_a_circle_are_named(company):
    """The refusal names the units that are above each other, not what hangs below them."""
    company.add("units", "A,B,a,2019-01-01", "B,A,b,2019-01-01", "C,A,c,2019-01-01")
    circle = report_of(company, "units").refusals[0]
    assert (circle.rule, circle.hint, circle.first_lines) == (
        "unit is above itself",
        "in a circle: 'A', 'B'",
        (4, 5),
    )


def test_a_circle_that_a_later_change_undid_is_found(company):
    """The tree is looked at on every day on which it changed, not only on the last one."""
    company.add("units", "A,U,a,2019-01-01", "B,A,b,2019-01-01", "A,B,a,2020-01-01", "A,U,a,2021-01-01")
    assert report_of(company, "units").refusals[0].hint == "in a circle: 'A', 'B'"


def test_units_that_swap_places_over_time_are_no_circle(company):
    """A below B, later B below A: on no day is either above itself."""
    company.add("units", "A,B,a,2019-01-01", "B,U,b,2019-01-01", "A,U,a,2020-01-01", "B,A,b,2020-01-01")
    assert report_of(company, "units").refused == 0


def test_two_assignments_from_one_day_are_both_refused(company):
    """Which unit somebody is in from that day on cannot be known, so neither row is taken."""
    company.add("assignments", "8,2021-02-01,U,007,sales,2,Oslo,office,1,permanent")
    assert refused(company, "assignments") == [("duplicate key", "employee_id, valid_from", (3, 5))]


def test_an_export_that_was_written_twice_is_admitted_once(company):
    """Every row of the second copy is refused as a duplicate, and its header by name."""
    text = (company.folder / "employees.csv").read_text()
    company.put("employees.csv", text + text)
    report = report_of(company, "employees")
    assert (report.admitted, report.refused) == (3, 4)
    assert refused(company, "employees") == [
        ("the header once more", "(row)", (5,)),
        ("exact duplicate row", "(row)", (6, 7, 8)),
    ]


def test_a_renamed_optional_column_is_pointed_at(company):
    """An optional column under a similar name is not admitted, and the report says which it may be."""
    text = (company.folder / "exits.csv").read_text()
    company.put("exits.csv", text.replace("notice_date", "noticedate"))
    assert "noticedate (did you mean 'notice_date'?)" in report_of(company, "exits").describe()


def test_a_renamed_needed_column_stops_the_import(company):
    """A needed column under a similar name is suggested."""
    text = (company.folder / "exits.csv").read_text()
    company.put("exits.csv", text.replace("last_day", "lastday"))
    with pytest.raises(MissingColumn, match=r"'last_day' \(did you mean 'lastday'\?\)"):
        company.take_in()


@pytest.mark.parametrize("end", ["hyb", '"hybr', "hybrid,1"])
def test_a_table_cut_off_in_a_row_says_so(company, end):
    """The half row is refused, quoted or not, and being the last line it is suspected to be a cut."""
    whole = (company.folder / "assignments.csv").read_text()
    company.put("assignments.csv", whole[: whole.rindex("hybrid")] + end)
    refusal = report_of(company, "assignments").refusals[0]
    assert (refusal.first_lines, refusal.hint) == (
        (4,),
        "line 4 is the last one: was the file cut off there?",
    )


def test_a_short_row_in_the_middle_is_no_cut(company):
    """Only the last line is suspected."""
    company.add("one_on_ones", "8", "8,2024-06-21")
    assert report_of(company, "one_on_ones").refusals[0].hint == ""


@pytest.mark.parametrize("kind", ["gz", "parquet", "letter"])
def test_a_file_cut_off_in_its_bytes_is_refused(company, kind):
    """A packed file, a Parquet file and a letter of several bytes that end in the middle are refused."""
    import polars as pl

    plain = company.folder / "one_on_ones.csv"
    if kind == "gz":
        file = company.put("one_on_ones.csv.gz", gzip.compress(plain.read_bytes())[:-9])
    elif kind == "parquet":
        file = company.folder / "one_on_ones.parquet"
        pl.read_csv(plain, infer_schema=False).write_parquet(file)
        file.write_bytes(file.read_bytes()[:-9])
    else:
        file = company.put("units.csv", "unit_id,parent_id,name,valid_from\nU,,Café".encode()[:-1])
    if kind != "letter":
        plain.unlink()
    with pytest.raises((NotATable, NotUtf8), match=file.name):
        company.take_in()


def test_two_encodings_in_one_file_are_named_by_line(company):
    """Rows of UTF-8 and a row of Latin-1 joined into one file: refused with the line where it changes."""
    head = "employee_id,hire_date,name\n1,2020-01-01,Zoë\n".encode()
    company.put("employees.csv", head + "2,2020-01-01,René\n".encode("latin-1"))
    with pytest.raises(NotUtf8, match=r"line 3, byte offset 61 \(byte 0xE9, 'é' in Latin-1\)"):
        company.take_in()


def test_an_id_that_lost_a_letter_on_the_way_is_refused(company):
    """The mark that another program left for a letter it could not read makes two ids look the same."""
    company.add("employees", "\ufffd8,2020-01-01,Ren\ufffd,,")
    assert refused(company, "employees") == [("holds a lost character (U+FFFD)", "employee_id", (5,))]
