"""Bad input at the command line: named, counted, non-zero, and never a traceback."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from data_contracts.policy import outreach as policies


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of a small invented company."""
    from ermine.sample.write import write_sample

    folder = tmp_path_factory.mktemp("tables")
    write_sample(folder, 60, 6, seed=1)
    return folder


def edited(tables: Path, folder: Path, name: str, edit: Callable[[str], str]) -> Path:
    """A copy of the tables with one file changed."""
    shutil.copytree(tables, folder)
    file = folder / f"{name}.csv"
    file.write_text(edit(file.read_text("utf-8")), "utf-8")
    return folder


FILE_LEVEL = {
    "missing column": ("employees", lambda text: text.replace("hire_date", "hired", 1), "hire_date"),
    "empty file": ("exits", lambda text: "", "exits.csv"),
    "not a table": ("exits", lambda text: "%PDF-1.7 \x00\x01 nothing here", "exits.csv"),
}


@pytest.mark.parametrize("case", FILE_LEVEL)
def test_a_file_that_cannot_be_read_stops_the_import(
    case: str, tables: Path, place: Any, tmp_path: Path
) -> None:
    """The refusal names the file or column, and nothing is imported."""
    name, edit, said = FILE_LEVEL[case]
    ran = place.run("import", edited(tables, tmp_path / "in", name, edit))
    assert ran.code == 2
    assert said in ran.err
    assert "Traceback" not in ran.err
    assert not (place.home / "lake" / "CURRENT").exists()
    assert not (place.home / "home.toml").exists()


def test_latin_1_bytes_are_refused_with_their_place(tables: Path, place: Any, tmp_path: Path) -> None:
    """A file in another encoding is named, with the line of the first bad byte."""
    folder = edited(tables, tmp_path / "in", "units", lambda text: text)
    content = (folder / "units.csv").read_bytes().split(b"\n")
    content[3] = content[3] + b"\xe9"
    (folder / "units.csv").write_bytes(b"\n".join(content))
    ran = place.run("import", folder)
    assert ran.code == 2
    assert "units.csv" in ran.err
    assert "4" in ran.err


def test_bad_rows_are_set_aside_and_the_rest_admitted(tables: Path, place: Any, tmp_path: Path) -> None:
    """A wrong type, an unknown unit and a repeated key are refused by rule, column and line; exit code 3."""

    def spoil(text: str) -> str:
        header, first, second, third, *rest = text.splitlines()
        columns = header.split(",")
        fte, unit = columns.index("fte"), columns.index("unit_id")
        first = ",".join("lots" if i == fte else cell for i, cell in enumerate(first.split(",")))
        second = ",".join("U999999" if i == unit else cell for i, cell in enumerate(second.split(",")))
        return "\n".join([header, first, second, third, third, *rest]) + "\n"

    ran = place.run("import", edited(tables, tmp_path / "in", "assignments", spoil), "--json")
    assert ran.code == 3, ran.err
    report = next(table for table in ran.json["tables"] if table["name"] == "assignments")
    assert report["rows_in"] == report["admitted"] + report["refused"]
    assert report["refused"] == 3
    assert {refusal["column"] for refusal in report["refusals"]} >= {"fte", "unit_id"}
    assert Path(report["quarantine_file"]).exists()


def test_strict_stops_instead(tables: Path, place: Any, tmp_path: Path) -> None:
    """With --strict one bad row refuses everything and leaves no lake."""
    folder = edited(
        tables,
        tmp_path / "in",
        "exits",
        lambda text: text + "E-NOBODY" + "," * text.split("\n")[0].count(",") + "\n",
    )
    ran = place.run("import", folder, "--strict")
    assert ran.code == 2
    assert "exits.csv" in ran.err
    assert not (place.home / "lake" / "CURRENT").exists()


@pytest.mark.parametrize(
    "command",
    [
        ("run",),
        ("train",),
        ("models", "list"),
        ("serve",),
        ("score", "x.csv", "--out", "y.parquet"),
        ("key", "list"),
    ],
    ids=" ".join,
)
def test_commands_before_any_data_say_what_to_run_first(command: tuple[str, ...], place: Any) -> None:
    """An empty home is refused with the commands that fill it."""
    ran = place.run(*command)
    assert ran.code == 5
    assert "ermine import" in ran.err
    assert "Traceback" not in ran.err


def test_a_home_serves_one_source_and_names_it(tables: Path, place: Any, tmp_path: Path) -> None:
    """A mapping in a home of HR tables is refused with the home's source and a way out."""
    assert place.run("import", tables).code == 0
    (tmp_path / "flat.toml").write_text('[snapshot]\nid = "id"\ntarget = "left"\n')
    (tmp_path / "flat.csv").write_text("id,left,x\n1,0,2\n")
    ran = place.run("train", "--map", tmp_path / "flat.toml", "--data", tmp_path / "flat.csv")
    assert ran.code == 5
    assert "serves 'company', not 'flat'" in ran.err
    assert "ERMINE_HOME" in ran.err


def test_a_copy_of_the_policy_that_was_not_changed_has_no_preview(company_place: Any) -> None:
    """Whoever forgot to change the copy is told so at once, not shown a table in which nothing moves."""
    shipped = Path(policies.__file__).with_name("outreach.toml")
    ran = company_place.run("policy", "preview", shipped)
    assert ran.code == 2
    assert "says what the policy in use says" in ran.err


def test_a_second_writer_is_refused_with_the_holders_name(tables: Path, place: Any) -> None:
    """While one command writes to a home, another is told which."""
    from ermine.home import Home

    with Home(place.home).writing("train"):
        ran = place.run("import", tables)
    assert ran.code == 5
    assert "`ermine train`" in ran.err


def test_json_errors_are_one_object_on_standard_output(place: Any) -> None:
    """Machines get the refusal as JSON with its class, detail and remedy."""
    ran = place.run("run", "--json")
    assert ran.code == 5
    assert set(ran.json) == {"error", "title", "detail", "remedy"}


def test_a_flat_table_has_one_horizon(place: Any, tmp_path: Path) -> None:
    """Its one outcome cannot be read at two horizons: refused before anything is fitted."""
    (tmp_path / "flat.toml").write_text('[snapshot]\nid = "id"\ntarget = "left"\nhorizon_days = 365\n')
    (tmp_path / "flat.csv").write_text("id,left,x\n1,0,2\n2,1,3\n")
    ran = place.run(
        "train", "--map", tmp_path / "flat.toml", "--data", tmp_path / "flat.csv", "--horizon", 365, "--horizon", 90
    )  # fmt: skip
    assert ran.code == 2
    assert "cannot be trained for several horizons" in ran.err
    assert "Give --horizon once." in ran.err
