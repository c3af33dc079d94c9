"""The lake says what it holds, and refuses to be read when it cannot be read rightly."""

import json

import pytest

from data_contracts.errors import LakeDamaged, LakeEmpty, LakeOutdated, NotFound
from data_contracts.lake import CONTRACT_VERSION, Lake


def test_an_empty_home_says_what_to_run(tmp_path):
    """Before the first import there is no lake, and the remedy is the command."""
    with pytest.raises(LakeEmpty, match="ermine import"):
        Lake(tmp_path).current()


def test_a_snapshot_names_its_tables(company):
    """Tables that were imported are there, others are refused by name."""
    lake = company.take_in().lake
    assert lake.has("units")
    assert not lake.has("reviews")
    assert lake.path_of("units").is_file()
    with pytest.raises(NotFound, match="no table 'reviews'; it has assignments, employees"):
        lake.path_of("reviews")


def test_the_manifest_counts_what_is_there(company):
    """Row counts in the manifest are those of the files."""
    lake = company.take_in().lake
    assert lake.manifest.tables == {name: lake.read(name).height for name in lake.manifest.tables}
    assert (lake.manifest.source, lake.manifest.contract_version) == ("company", CONTRACT_VERSION)


def test_a_lake_of_another_version_is_refused_with_the_command(company):
    """A newer or older contract version is never read as if it were this one."""
    lake = company.take_in().lake
    file = lake.path / "manifest.json"
    content = json.loads(file.read_text())
    file.write_text(json.dumps({**content, "contract_version": CONTRACT_VERSION + 1}))
    with pytest.raises(LakeOutdated, match="Import the files again"):
        Lake(company.home).current()
    file.write_text(json.dumps({**content, "colour": "blue"}))
    with pytest.raises(LakeOutdated, match="unreadable manifest"):
        Lake(company.home).current()


@pytest.mark.parametrize("name", ["../../etc", "", "0" * 64])
def test_current_must_name_a_snapshot(company, name):
    """A CURRENT that points elsewhere, or at a snapshot that is gone, reads nothing."""
    company.take_in()
    (company.home / "lake" / "CURRENT").write_text(name)
    with pytest.raises(LakeEmpty, match="no such snapshot"):
        Lake(company.home).current()


def test_a_file_of_the_lake_that_was_replaced_is_refused_by_name(company):
    """Junk, or nothing, where a table was: the refusal names the file and the command, never a traceback."""
    lake = company.take_in().lake
    lake.path_of("units").write_bytes(b"junk")
    with pytest.raises(LakeDamaged, match=r"units\.parquet: not the table"):
        lake.read("units")
    lake.path_of("units").unlink()
    with pytest.raises(LakeDamaged, match=r"units\.parquet: not the table"):
        lake.read("units")
