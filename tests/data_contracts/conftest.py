"""A company of three people in CSV files, which each test spoils in its own way."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from data_contracts.intake import ImportReport, import_folder

TABLES = {
    "employees": "employee_id,hire_date,name,birth_year,gender\n"
    "007,2020-01-01,Ada,1980,f\n8,2021-02-01,Bo,,m\n9,2022-03-01,Cy,1990,\n",
    "units": "unit_id,parent_id,name,valid_from\nU,,All,2019-01-01\nU1,U,Shop,2019-01-01\n",
    "exits": "employee_id,notice_date,last_day,kind\n9,2024-05-10,2024-06-15,voluntary\n",
    "assignments": "employee_id,valid_from,unit_id,manager_id,job_family,job_level,location,work_mode,fte,contract\n"
    "007,2020-01-01,U,,lead,5,Oslo,office,1,permanent\n"
    "8,2021-02-01,U1,007,sales,2,Oslo,remote,0.8,permanent\n"
    "9,2022-03-01,U1,007,sales,1,Oslo,hybrid,1,permanent\n",
    "one_on_ones": "employee_id,event_date\n8,2024-06-20\n9,2024-06-01\n",
}


class Company:
    """A folder of tables to import into a home beside it."""

    def __init__(self, root: Path) -> None:
        self.folder, self.home = root / "export", root / "home"
        self.folder.mkdir()
        for name, text in TABLES.items():
            self.put(f"{name}.csv", text)

    def put(self, file: str, text: str | bytes) -> Path:
        """Write (or overwrite) a file of the export."""
        path = self.folder / file
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    def add(self, table: str, *rows: str) -> None:
        """Append rows to a table."""
        with (self.folder / f"{table}.csv").open("a", encoding="utf-8") as stream:
            stream.writelines(f"{row}\n" for row in rows)

    def take_in(self, strict: bool = False) -> ImportReport:
        """Import the folder as on 1 July 2024."""
        return import_folder(self.folder, self.home, date(2024, 7, 1), strict=strict)


@pytest.fixture
def company(tmp_path: Path) -> Company:
    """Three people, two units, one leaver: every row keeps every rule."""
    return Company(tmp_path)


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    """Write one file and give back its path."""

    def to_file(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return to_file
