"""Empty tables from the command line, filled in and imported."""

from typing import Any

import pytest

pytestmark = pytest.mark.slow


def test_templates_are_written_filled_in_and_imported(place: Any) -> None:
    """`ermine import --template` writes files that `ermine import` takes once people are in them."""
    folder = place.folder / "mine"
    written = place.run("import", "--template", folder, "--json")
    assert written.code == 0, written.err
    assert "employees.csv" in written.json["files"]
    for table in ("employees", "exits"):
        file = folder / f"{table}.csv"
        file.write_text(file.read_text().replace("# example: ", ""))
    dossier = place.folder / "health.html"
    told = place.run("import", folder, "--html", dossier, "--json")
    assert told.code == 0, told.err
    assert [(table["name"], table["admitted"]) for table in told.json["tables"]] == [
        ("employees", 1),
        ("exits", 1),
    ]
    assert told.json["tables"][0]["health"]["rows"] == 1
    assert "<h1>Data health</h1>" in dossier.read_text("utf-8")


@pytest.mark.parametrize("arguments", [(), ("x", "--template", "y")])
def test_a_folder_to_import_or_one_for_templates_not_both(place: Any, arguments: tuple[str, ...]) -> None:
    """Neither and both are refused with the two ways to call it."""
    ran = place.run("import", *arguments)
    assert ran.code == 2
    assert "ermine import --template DIR" in ran.err
