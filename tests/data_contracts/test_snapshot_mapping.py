"""A mapping gives every column one role, and survives being stored beside the data."""

import pytest

from data_contracts.errors import MappingRefused
from data_contracts.snapshot import SnapshotMapping, load_mapping

TEXT = """
[snapshot]
file = "people.csv"
id = "Id"
target = "left"
protected = ["Age"]
survey = ["Mood"]
drop = ["Left"]
missing = ["NA", "-"]
categories = ["store"]
unit = "Dept"
note = 'FICTIONAL "data"'
[snapshot.labels]
"Über time" = "Regular \\"overtime\\" {hours}"
[snapshot.themes]
"Über time" = "workload"
"""


def test_a_mapping_is_named_after_its_file(write):
    """The file's stem is the name, and what is left out has its plain default."""
    mapping = load_mapping(write("acme.toml", TEXT))
    assert (mapping.name, mapping.horizon_days, mapping.as_of) == ("acme", 365, None)
    assert mapping.not_features == ("Id", "left", "Age", "Mood", "Left")
    assert mapping.named == ("Id", "left", "Age", "Mood", "Left", "Dept", "store", "Über time")


def test_a_stored_mapping_reads_back_the_same(write):
    """Its copy in the lake is called mapping.toml and still knows its own name, quotes and all."""
    mapping = load_mapping(write("acme.toml", TEXT))
    again = load_mapping(write("mapping.toml", mapping.as_toml()))
    assert again == mapping
    assert again.name == "acme"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('id = "Id"', 'ID = "Id"', r"ID: there is no such key(.|\n)*|id: this key is missing"),
        ('id = "Id"', "", "id: this key is missing"),
        ('drop = ["Left"]', 'drop = ["Left", "Age"]', "two roles: Age"),
        ('drop = ["Left"]', 'drop = ["left"]', "two roles: left"),
        ('unit = "Dept"', 'unit = "Age"', "unit: 'Age' has another role"),
        ('= "workload"', '= "gossip"', r"themes\.Über time"),
        ('drop = ["Left"]', 'drop = "Left"', "drop: "),
        ("[snapshot]", "[snapshots]", r"one table called \[snapshot\]"),
        ("[snapshot]", "[snapshot", "not readable as TOML"),
        ('id = "Id"', 'id = "Id"\nhorizon_days = 0', "horizon_days: "),
    ],
)
def test_a_wrong_mapping_is_refused_by_key(write, old, new, words):
    """The refusal names the mapping file and the key in it."""
    assert old in TEXT
    file = write("acme.toml", TEXT.replace(old, new, 1))
    with pytest.raises(MappingRefused, match=words) as refused:
        load_mapping(file)
    assert str(file) in str(refused.value)


def test_a_mapping_that_is_not_there_is_named(tmp_path):
    """A mistyped path is a refusal, not a traceback."""
    with pytest.raises(MappingRefused, match=r"nowhere\.toml: no such file"):
        load_mapping(tmp_path / "nowhere.toml")


def test_a_mapping_cannot_be_changed():
    """What was read is what a run obeyed."""
    mapping = SnapshotMapping(name="m", id="Id")
    with pytest.raises(ValueError, match="frozen"):
        mapping.id = "other"
