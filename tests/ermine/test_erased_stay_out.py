"""An export that still holds an erased person does not bring them back."""

from typing import Any

import pytest

from data_contracts.lake import Lake


@pytest.mark.slow
def test_an_import_leaves_out_who_was_erased_and_says_so(asked_place: Any, tmp_path: Any) -> None:
    """`ermine erase`, then `ermine import` of the same files: the person is out, with the count."""
    place = asked_place.copy_to(tmp_path / "place")
    who = Lake(place.home).current().read("employees")["employee_id"][0]
    erased = place.run("erase", who, "--yes", "--json")
    assert (erased.code, erased.json["left_in"]) == (0, []), erased.err
    again = place.run("import", asked_place.folder / "tables", "--json")
    assert again.code == 0, again.err
    counts = {table["name"]: table["erased"] for table in again.json["tables"]}
    assert counts["employees"] == 1
    assert counts["assignments"] >= 1
    assert "employees: 1 rows about people who were erased stay out." in again.err
    lake = Lake(place.home).current()
    assert who not in lake.read_versions("employees")["employee_id"].to_list()
    assert not any(who.encode() in file.read_bytes() for file in place.home.rglob("*.csv"))
