"""A later import replaces what it corrects, from its own day on; before that day the past stays as it was known."""

from datetime import date

import pytest

from data_contracts.intake import import_folder
from data_contracts.lake import PROTECTED
from ermine.clock import day_after_data
from features.build import build_features

FIRST, SECOND, THIRD = date(2024, 7, 1), date(2024, 8, 1), date(2024, 9, 1)


def versions(report, table, *columns):
    """Every version of every row of a table, in order of person and known day."""
    rows = report.lake.read_versions(table).sort("employee_id", "known_at")
    return list(rows.select("employee_id", "known_at", *columns).iter_rows())


@pytest.fixture
def imports(company):
    """Import the folder as it is now, on a given day."""
    return lambda day, home="home": import_folder(company.folder, company.folder.parent / home, day)


@pytest.fixture
def corrected(company, imports):
    """Two imports: the second moves person 8 to Bergen since the start, and adds a one-to-one of May."""
    first = imports(FIRST)
    company.put(
        "assignments.csv", (company.folder / "assignments.csv").read_text().replace("2,Oslo", "2,Bergen")
    )
    company.add("one_on_ones", "8,2024-05-05")
    return first, imports(SECOND)


def test_a_changed_row_is_known_from_the_import_that_changed_it(corrected):
    """The correction carries the later import's day, what it replaced keeps its own, other rows stay one."""
    _, second = corrected
    assert versions(second, "assignments", "location") == [
        ("007", date(2020, 1, 1), "Oslo"),
        ("8", date(2021, 2, 1), "Oslo"),
        ("8", SECOND, "Bergen"),
        ("9", date(2022, 3, 1), "Oslo"),
    ]
    assert second.lake.read("assignments")["location"].to_list() == ["Oslo", "Bergen", "Oslo"]


def test_an_added_row_is_known_from_the_import_that_added_it(corrected):
    """A conversation that came late was not known on its own day."""
    _, second = corrected
    assert versions(second, "one_on_ones", "event_date") == [
        ("8", date(2024, 6, 20), date(2024, 6, 20)),
        ("8", SECOND, date(2024, 5, 5)),
        ("9", date(2024, 6, 1), date(2024, 6, 1)),
    ]


def test_what_changed_is_counted(corrected):
    """The report says how many rows were added, changed and withdrawn, and how many of them came late."""
    first, second = corrected
    changes = {table.name: table.changes for table in second.tables}
    assert all(table.changes is None for table in first.tables)
    moved, met, staff = changes["assignments"], changes["one_on_ones"], changes["employees"]
    assert (moved.added, moved.changed, moved.withdrawn, moved.late) == (0, 1, 0, 1)
    assert (met.added, met.changed, met.withdrawn, met.late) == (1, 0, 0, 1)
    assert (staff.added, staff.changed, staff.withdrawn, staff.late) == (0, 0, 0, 0)


def test_features_of_the_past_do_not_see_a_later_correction(corrected):
    """Before the second import the old place is seen, after it the new one; so with the late conversation."""
    first, second = corrected
    days = [date(2024, 6, 1), SECOND, date(2024, 8, 2)]

    def seen(lake):
        files = {name: lake.path_of(name) for name in lake.manifest.tables if name != PROTECTED}
        rows = build_features(files, days).to_pylist()
        return [(row["location"], row["one_on_ones_90d"]) for row in rows if row["employee_id"] == "8"]

    before, after = seen(first.lake), seen(second.lake)
    assert [place for place, _ in before] == ["Oslo", "Oslo", "Oslo"]
    assert [place for place, _ in after] == ["Oslo", "Oslo", "Bergen"]
    assert after[:2] == before[:2]
    assert after[2][1] == before[2][1] + 1


def test_the_same_files_again_change_nothing(corrected, imports):
    """A third import of the same files, on another day, gives the same snapshot."""
    _, second = corrected
    again = imports(THIRD)
    assert again.lake.hash == second.lake.hash
    assert {table.changes.added + table.changes.changed for table in again.tables if table.changes} == {0}


def test_replaying_all_imports_elsewhere_gives_the_same_snapshot(company, imports):
    """The same files imported on the same days into an empty home end in the same hash; other days do not."""
    original = {file.name: file.read_text() for file in company.folder.iterdir()}
    change = original["assignments.csv"].replace("2,Oslo", "2,Bergen")

    def replay(home, second_day):
        company.put("assignments.csv", original["assignments.csv"])
        imports(FIRST, home)
        company.put("assignments.csv", change)
        return imports(second_day, home).lake.hash

    assert replay("one", SECOND) == replay("two", SECOND) != replay("three", THIRD)


def test_a_second_correction_keeps_both_versions_before_it(corrected, company, imports):
    """Each import that changed a row can be told apart afterwards."""
    text = (company.folder / "assignments.csv").read_text()
    company.put("assignments.csv", text.replace("2,Bergen", "2,Narvik"))
    third = imports(THIRD)
    assert [row[1:] for row in versions(third, "assignments", "location") if row[0] == "8"] == [
        (date(2021, 2, 1), "Oslo"),
        (SECOND, "Bergen"),
        (THIRD, "Narvik"),
    ]
    assert imports(date(2024, 10, 1)).lake.hash == third.lake.hash


def test_a_correction_on_the_day_of_the_import_replaces_it(corrected, company, imports):
    """Two imports on one day: the later one holds, and no version of the same day is left beside it."""
    text = (company.folder / "assignments.csv").read_text()
    company.put("assignments.csv", text.replace("2,Bergen", "2,Narvik"))
    rows = versions(imports(SECOND), "assignments", "location")
    assert [row[1:] for row in rows if row[0] == "8"] == [(date(2021, 2, 1), "Oslo"), (SECOND, "Narvik")]


def test_a_given_known_day_is_kept_unless_it_backdates_a_correction(company, imports):
    """An added row is known from the day its file gives; a changed row not from the day of what it corrects."""
    head = "employee_id,last_day,kind,known_at\n"
    company.put("exits.csv", head + "9,2024-06-15,voluntary,2024-05-12\n")
    imports(FIRST)
    company.put(
        "exits.csv", head + "9,2024-06-15,involuntary,2024-05-12\n8,2024-07-20,voluntary,2024-07-15\n"
    )
    assert versions(imports(SECOND), "exits", "kind") == [
        ("8", date(2024, 7, 15), "voluntary"),
        ("9", date(2024, 5, 12), "voluntary"),
        ("9", SECOND, "involuntary"),
    ]


def test_a_withdrawn_row_is_gone(company, imports):
    """What the new export holds no more is counted and neither current nor kept."""
    imports(FIRST)
    company.put("one_on_ones.csv", "employee_id,event_date\n8,2024-06-20\n")
    report = imports(SECOND)
    changes = next(table.changes for table in report.tables if table.name == "one_on_ones")
    assert (changes.withdrawn, report.lake.read_versions("one_on_ones").height) == (1, 1)


def test_a_new_name_does_not_make_somebody_new(company, imports):
    """A correction of a person's row leaves the day from which the person is known."""
    imports(FIRST)
    text = (company.folder / "employees.csv").read_text()
    company.put("employees.csv", text.replace("Bo", "Bodil") + "10,2024-07-15,Di,,\n")
    rows = versions(imports(SECOND), "employees", "name")
    assert rows[1:3] == [("10", SECOND, "Di"), ("8", date(2021, 2, 1), "Bodil")]


def test_a_month_is_not_known_before_its_end(company, imports):
    """Hours of a running month, added by a later import, are known when the month is over."""
    head = "employee_id,month,contracted,worked\n"
    company.put("worked_hours.csv", head + "8,2024-05-01,160,170\n")
    imports(FIRST)
    company.put("worked_hours.csv", head + "8,2024-05-01,160,170\n8,2024-06-01,160,9\n8,2024-08-01,160,1\n")
    assert [day for _, day in versions(imports(SECOND), "worked_hours")] == [
        date(2024, 5, 31),
        SECOND,
        date(2024, 8, 31),
    ]


def test_labels_and_lists_see_each_exit_once(company, imports):
    """A corrected exit is one exit to whoever reads the table as it is now."""
    imports(FIRST)
    text = (company.folder / "exits.csv").read_text()
    company.put("exits.csv", text.replace("voluntary", "retirement"))
    lake = imports(SECOND).lake
    assert lake.read("exits")["kind"].to_list() == ["retirement"]
    assert lake.read_versions("exits").height == 2


def test_a_later_import_does_not_stretch_what_the_data_cover(corrected):
    """The day of the import tells nothing of the days before it: labels end where events end, as before."""
    first, second = corrected
    assert second.lake.manifest.covers_until == first.lake.manifest.covers_until == date(2024, 6, 20)
    assert first.lake.manifest.known_until == date(2024, 6, 20)


def test_the_default_day_sees_what_a_later_import_added(corrected, imports):
    """A list made after the import knows its corrections: its day is the one after the import; replays agree."""
    first, second = corrected
    assert day_after_data(first.lake) == date(2024, 6, 21)
    assert day_after_data(second.lake) == date(2024, 8, 2)
    assert day_after_data(imports(THIRD).lake) == date(2024, 8, 2)
