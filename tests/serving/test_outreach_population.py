"""Who looks after whom: one owner per person, by the closest unit."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from data_contracts.org import OrgTree
from serving.outreach.inputs import ErManager, PopulationEntry
from serving.outreach.population import Owners, current_entries

TREE = OrgTree({"top": None, "sales": "top", "plant": "top", "line-1": "plant"})


def entry(manager: str, unit: str | None, person: str | None = None, since: int = 2025) -> PopulationEntry:
    """An entry that began on the first day of a year."""
    return PopulationEntry(manager, unit, person, date(since, 1, 1))


def owner(entries: list[PopulationEntry], tree: OrgTree, person: str, unit: str) -> str | None:
    """The id of the one who looks after a person, or None."""
    managers = [ErManager(name, name, 10.0) for name in {one.er_manager_id for one in entries}]
    found = Owners(entries, tree, managers).of(person, unit)
    return None if found is None else found.er_manager_id


def test_the_closest_unit_decides() -> None:
    """A unit's own ER manager comes before the one of the unit above."""
    entries = [entry("high", "top"), entry("low", "plant")]
    assert owner(entries, TREE, "E1", "line-1") == "low"
    assert owner(entries, TREE, "E1", "sales") == "high"


def test_a_person_named_personally_belongs_to_whoever_named_them() -> None:
    """A personal entry comes before every unit."""
    entries = [entry("unit", "line-1"), entry("personal", None, "E1")]
    assert owner(entries, TREE, "E1", "line-1") == "personal"
    assert owner(entries, TREE, "E2", "line-1") == "unit"


def test_nobody_looks_after_a_unit_without_an_entry_above_it() -> None:
    """There is no owner rather than a wrong one."""
    assert owner([entry("a", "plant")], TREE, "E1", "sales") is None


def test_two_for_the_same_unit_are_settled_by_their_ids() -> None:
    """Every person has one owner, whatever the order of the entries."""
    both = [entry("b", "plant"), entry("a", "plant")]
    assert owner(both, TREE, "E1", "line-1") == "a"
    assert owner(both[::-1], TREE, "E1", "line-1") == "a"


def test_a_later_entry_takes_over_a_unit_on_its_first_day() -> None:
    """Before its first day an entry says nothing; from then on it ends the earlier one for that unit."""
    old, new = entry("old", "plant", since=2025), entry("new", "plant", since=2026)
    assert current_entries([old, new], date(2025, 12, 31)) == (old,)
    assert current_entries([old, new], date(2026, 1, 1)) == (new,)


@st.composite
def organisations(draw: st.DrawFn) -> tuple[dict[str, str | None], list[PopulationEntry]]:
    """A random tree of up to 9 units and up to 6 entries on it."""
    size = draw(st.integers(1, 9))
    parents: dict[str, str | None] = {"u0": None}
    for i in range(1, size):
        parents[f"u{i}"] = f"u{draw(st.integers(0, i - 1))}"
    named = st.tuples(st.sampled_from("abc"), st.sampled_from(sorted(parents)))
    return parents, [entry(manager, unit) for manager, unit in draw(st.lists(named, max_size=6))]


@settings(max_examples=100, deadline=None)
@given(organisations())
def test_owners_are_those_found_by_walking_up_the_tree(
    organisation: tuple[dict[str, str | None], list[PopulationEntry]],
) -> None:
    """For each unit: climb until somebody has an entry; the lowest id of those is the owner."""
    parents, entries = organisation
    current = list(current_entries(entries, date(2026, 1, 1)))
    for unit in parents:
        step: str | None = unit
        while step is not None and not any(e.unit_id == step for e in entries):
            step = parents[step]
        expected = min((e.er_manager_id for e in entries if e.unit_id == step), default=None)
        assert owner(current, OrgTree(parents), "E1", unit) == (expected if step is not None else None)
