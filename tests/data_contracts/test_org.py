"""Units form a tree, and everything that asks who is above whom reads it the same way."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_contracts.errors import OrgRefused
from data_contracts.org import OrgTree, units_in_cycles

DAY = date(2020, 1, 1)


def units(*rows):
    """A units table."""
    full = [(unit, parent, DAY if not since else since[0]) for unit, parent, *since in rows]
    return pl.DataFrame(
        full, schema={"unit_id": pl.String, "parent_id": pl.String, "valid_from": pl.Date}, orient="row"
    )


def test_a_tree_knows_paths_closure_and_members():
    """A unit is above itself at 0 steps and above its grandchildren at 2."""
    tree = OrgTree.from_units(units(("a", None), ("b", "a"), ("c", "b"), ("d", "a")))
    assert tree.roots == ("a",)
    assert tree.path("c") == ("c", "b", "a")
    assert set(tree.closure()) == {
        ("a", "a", 0), ("b", "b", 0), ("c", "c", 0), ("d", "d", 0),
        ("a", "b", 1), ("b", "c", 1), ("a", "d", 1), ("a", "c", 2),
    }  # fmt: skip
    assert tree.units_under("b") == {"b", "c"}
    assert tree.members("b", {"1": "b", "2": "c", "3": "a"}) == {"1", "2"}


def test_an_unknown_unit_is_a_key_error():
    """Nobody is quietly nowhere."""
    tree = OrgTree.from_units(units(("a", None)))
    with pytest.raises(KeyError):
        tree.members("z", {})
    with pytest.raises(KeyError):
        tree.path("z")


def test_the_tree_is_that_of_the_day():
    """A reorganisation counts from its first day on, whatever the order of the rows."""
    rows = units(
        ("b", "c", date(2024, 1, 1)), ("a", None), ("b", "a"), ("c", None), ("n", "a", date(2024, 1, 1))
    )
    assert OrgTree.from_units(rows, date(2023, 12, 31)).parents == {"a": None, "b": "a", "c": None}
    assert OrgTree.from_units(rows, date(2024, 1, 1)).path("b") == ("b", "c")
    assert OrgTree.from_units(rows).path("n") == ("n", "a")


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ((("a", "b"), ("b", "a"), ("c", "a")), "above themselves: 'a', 'b'"),
        ((("a", "a"),), "above themselves: 'a'"),
        ((("a", "z"),), "names no unit, in 'a'"),
    ],
)
def test_what_is_no_tree_is_refused(rows, words):
    """Cycles and parents that do not exist are named."""
    with pytest.raises(OrgRefused, match=words):
        OrgTree.from_units(units(*rows))


@given(st.dictionaries(st.integers(0, 7).map(str), st.none() | st.integers(0, 7).map(str)))
def test_cycles_are_found_as_by_walking_upwards(parents):
    """A unit is in a cycle exactly when walking up from it comes back to it."""

    def comes_back(unit):
        above = parents.get(unit)
        for _ in parents:
            if above is None or above == unit:
                break
            above = parents.get(above)
        return above == unit

    assert units_in_cycles(parents) == {unit for unit in parents if comes_back(unit)}
