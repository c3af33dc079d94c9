"""What the dossier of an import says, and that its page is one harmless file."""

from datetime import date

import pytest

from data_contracts.intake import import_folder
from ermine.cli.health import by_month, dossier_page, warnings

HEADS = {
    "employees": "employee_id,hire_date,name",
    "exits": "employee_id,last_day,kind",
    "one_on_ones": "employee_id,event_date",
}


@pytest.fixture
def take_in(tmp_path):
    """Import rows by table into one home, on a day."""

    def run(day, **rows):
        for name, head in HEADS.items():
            (tmp_path / f"{name}.csv").write_text("\n".join([head, *rows.get(name, ())]) + "\n")
        return import_folder(tmp_path, tmp_path / "home", day)

    return run


STAFF = [f"{n},2020-01-01,P{n}" for n in range(10)]
TALKS = [f"{n},2024-06-{n + 1:02}" for n in range(10)]


def test_a_table_that_lost_rows_is_pointed_at(take_in):
    """Half the conversations of last time: was the file cut off?"""
    take_in(date(2024, 7, 1), employees=STAFF, one_on_ones=TALKS)
    report = take_in(date(2024, 7, 8), employees=STAFF, one_on_ones=TALKS[:5])
    assert warnings(report.tables) == ["one_on_ones: 10 rows last time, 5 now: is it whole?"]


def test_rows_that_came_late_are_counted(take_in):
    """A conversation about a day that was covered before is late, one after it is not."""
    take_in(date(2024, 7, 1), employees=STAFF, one_on_ones=TALKS)
    late = [*TALKS, "3,2024-05-01", "3,2024-07-05"]
    notes = warnings(take_in(date(2024, 7, 8), employees=STAFF, one_on_ones=late).tables)
    assert notes == ["one_on_ones: 1 rows came late, about days imported before."]


def test_a_first_import_warns_that_late_rows_cannot_be_seen(take_in):
    """Every row without a known day is counted once."""
    notes = warnings(take_in(date(2024, 7, 1), employees=STAFF, one_on_ones=TALKS).tables)
    assert notes[0].startswith("20 rows do not say when they became known")


def test_months_are_bars_up_to_the_last_covered_one(take_in):
    """Two years of months; one without rows is a dot, the fullest one the tallest bar."""
    report = take_in(date(2024, 7, 1), employees=STAFF, one_on_ones=[*TALKS, "3,2024-04-01"])
    bars = by_month(report.tables[-1].health, report.lake.manifest.covers_until)
    assert (len(bars), bars[-3:], set(bars[:-3])) == (24, "▂·█", {"·"})


def test_the_page_carries_every_figure_and_runs_nothing(take_in):
    """Refusals, months and what is missing are on it; what a file holds cannot become markup."""
    report = take_in(date(2024, 7, 1), employees=[*STAFF, "x,<script>alert(1)</script>,P"], one_on_ones=TALKS)
    (report.tables[0].file.parent / "<b>.csv").write_text("a,b\n")
    report = import_folder(report.tables[0].file.parent, report.lake.path.parent.parent, date(2024, 7, 2))
    page = dossier_page(report)
    assert "not an ISO date" in page
    assert "<td>2024-06</td><td>0</td><td>10</td>" in page
    assert "&lt;b&gt;.csv" in page
    assert "<script" not in page
    assert "http" not in page
