"""Nobody reads about a person outside their population: the filter against a brute-force oracle."""

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from sqlalchemy import Connection, Engine

from data_contracts.errors import NotFound
from data_contracts.policy.outreach import OutreachPolicy
from serving.outreach.inputs import ErManager, PopulationEntry, RunInputs, Unit
from serving.outreach.queries import manager_list, person
from serving.outreach.run import make_run
from serving.outreach.storing import store_run
from serving.scores.known_people import score_known
from serving.store.engine import reading
from training.champion import Champion


def random_company(kit: Any, seed: int) -> RunInputs:
    """A random tree of units, 20 people, 4 ER managers with entries for units and for people."""
    random = np.random.default_rng(seed)
    units = [Unit("u0", None, "Top")]
    units += [Unit(f"u{i}", f"u{random.integers(i)}", f"Unit {i}") for i in range(1, 8)]
    inputs: RunInputs = kit.inputs(20, seed)
    people = tuple(replace(p, unit_id=f"u{random.integers(8)}") for p in inputs.people)
    entries = []
    for manager in range(4):
        for _ in range(random.integers(1, 4)):
            named = random.random() < 0.3
            unit = None if named else f"u{random.integers(8)}"
            who = f"E{random.integers(20):04d}" if named else None
            since = date(2024 + int(random.integers(4)), 1, 1)
            entries.append(PopulationEntry(f"M{manager}", unit, who, since))
    entries.append(PopulationEntry("M0", "u1", None, date(2024, 1, 1)))
    managers = tuple(ErManager(f"M{i}", f"Manager {i}", 3.0) for i in range(4))
    return replace(
        inputs, units=tuple(units), people=people, er_managers=managers, populations=tuple(entries)
    )


def units_above(inputs: RunInputs, unit_id: str) -> list[str]:
    """A unit and all above it."""
    parents = {unit.unit_id: unit.parent_id for unit in inputs.units}
    path = [unit_id]
    while (parent := parents[path[-1]]) is not None:
        path.append(parent)
    return path


def may_see(inputs: RunInputs, manager: str, row: int) -> bool:
    """The rule in words: a current entry for the person, or for a unit in or above which they work."""
    who = inputs.people[row]
    begun = [e for e in inputs.populations if e.valid_from <= inputs.as_of]
    for e in begun:
        latest = max(x.valid_from for x in begun if (x.unit_id, x.employee_id) == (e.unit_id, e.employee_id))
        if e.er_manager_id != manager or e.valid_from != latest:
            continue
        if e.employee_id == who.employee_id or e.unit_id in units_above(inputs, who.unit_id):
            return True
    return False


def can_read(conn: Connection, run_id: str, manager: str, employee_id: str) -> bool:
    """Whether the query layer gives the person to the ER manager."""
    try:
        return person(conn, run_id, manager, employee_id).employee_id == employee_id
    except NotFound:
        return False


@pytest.mark.parametrize("seed", range(12))
def test_exactly_the_population_is_readable(
    kit: Any, engine: Engine, champion: Champion, policy: OutreachPolicy, seed: int
) -> None:
    """On random organisations every ER manager x person decision is the oracle's, in lists and scores too."""
    check_decisions(kit, engine, champion, policy, seed)


@pytest.mark.db
def test_every_database_decides_alike(
    kit: Any, engine: Engine, champion: Champion, policy: OutreachPolicy
) -> None:
    """The same decisions on another organisation."""
    check_decisions(kit, engine, champion, policy, 12)


def check_decisions(kit: Any, engine: Engine, champion: Champion, policy: OutreachPolicy, seed: int) -> None:
    """Compare every decision on one random organisation, stored after another one, with the oracle."""
    other = random_company(kit, seed + 1000)
    inputs = random_company(kit, seed)
    store_run(engine, make_run(other, champion, None, policy, ""), kit.now)
    run_id = store_run(engine, make_run(inputs, champion, None, policy, ""), kit.now).run_id
    ids = [p.employee_id for p in inputs.people]
    with reading(engine) as conn:
        for manager in ("M0", "M1", "M2", "M3"):
            allowed = {who for row, who in enumerate(ids) if may_see(inputs, manager, row)}
            assert {who for who in ids if can_read(conn, run_id, manager, who)} == allowed
            found = manager_list(conn, run_id, manager)
            assert found.population == len(allowed)
            assert {item.employee_id for item in found.items} <= allowed
        for unit in inputs.units:
            known = score_known(
                conn, champion.scorecard, ids, unit_scope=unit.unit_id, today=inputs.as_of, stale_days=35
            )
            inside = {p.employee_id for p in inputs.people if unit.unit_id in units_above(inputs, p.unit_id)}
            assert {row.id for row in known.rows if row.reason != "unknown_id"} == inside


def test_a_person_outside_the_population_is_refused_like_an_unknown_one(
    engine: Any, inputs: RunInputs, store: Any
) -> None:
    """The two refusals cannot be told apart."""
    run_id = store(inputs)
    refusals = []
    with reading(engine) as conn:
        for employee_id in ("E0001", "nobody"):
            with pytest.raises(NotFound) as refused:
                person(conn, run_id, "ER-1", employee_id)
            refusals.append((type(refused.value), str(refused.value)))
    assert refusals[0] == refusals[1]


def test_the_filter_uses_the_organisation_of_the_run(engine: Any, inputs: RunInputs, store: Any) -> None:
    """After a reorganisation an old run is still read by whoever it was made for."""
    old = store(inputs)
    moved = replace(
        inputs,
        as_of=date(2026, 7, 8),
        people=tuple(replace(p, unit_id="line-1") if p.employee_id == "E0000" else p for p in inputs.people),
    )
    new = store(moved)
    with reading(engine) as conn:
        assert can_read(conn, old, "ER-1", "E0000")
        assert not can_read(conn, new, "ER-1", "E0000")
        assert can_read(conn, new, "ER-2", "E0000")
