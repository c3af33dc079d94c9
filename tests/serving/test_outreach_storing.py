"""Storing a run: all of it or nothing, once, and read back as it was."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event, func, select

from data_contracts.errors import NotFound
from data_contracts.policy.outreach import OutreachPolicy
from serving.outreach.inputs import RunInputs
from serving.outreach.queries import (
    er_managers,
    latest_run,
    manager_item,
    manager_list,
    manager_runs,
    person,
    run_info,
)
from serving.outreach.run import make_run
from serving.outreach.storing import store_run
from serving.store.engine import reading
from serving.store.tables import metadata
from training.champion import Champion

pytestmark = pytest.mark.db


def test_a_stored_list_is_the_list_that_was_made(
    kit: Any, engine: Engine, inputs: RunInputs, champion: Champion, policy: OutreachPolicy
) -> None:
    """Order, hours, reasons, band and playbook come back as they were computed."""
    run = make_run(inputs, champion, None, policy, "ef" * 32)
    run_id = store_run(engine, run, kit.now).run_id
    with reading(engine) as conn:
        found = manager_list(conn, run_id, "ER-1")
    made = [item for item in run.items if item.er_manager_id == "ER-1"]
    people = {record.employee_id: record for record in run.people}
    assert [item.employee_id for item in found.items] == [item.employee_id for item in made]
    assert found.hours_used == sum(item.hours for item in made) <= found.hours_available == 6.0
    assert found.population == 20
    for item, origin in zip(found.items, made, strict=True):
        assert item.band == people[item.employee_id].band
        assert item.playbook.id == origin.playbook_id
        assert item.playbook.opening_questions == policy.playbook(origin.playbook_id).opening_questions
        assert 1 <= len(item.reasons) <= 3
        assert item.follow_up == getattr(policy.bands.follow_up, item.band)


def test_a_stored_person_has_every_reason_and_they_sum_to_the_score(
    engine: Engine, inputs: RunInputs, store: Any
) -> None:
    """Base plus all contributions is the log-odds after the way through the database."""
    run_id = store(inputs)
    with reading(engine) as conn:
        views = [person(conn, run_id, "ER-1", p.employee_id) for p in inputs.people if p.unit_id == "sales"]
    for view in views:
        assert len(view.reasons) == 4
        assert view.log_odds == pytest.approx(view.base + sum(r.contribution for r in view.reasons), abs=1e-9)
        sizes = [abs(reason.contribution) for reason in view.reasons]
        assert sizes == sorted(sizes, reverse=True)
        assert (view.item is None) == (view.not_listed != "")
    assert any(view.item for view in views)


def test_the_band_sentence_rounds_outwards(engine: Engine, inputs: RunInputs, store: Any) -> None:
    """18.12 % to 26.09 % becomes 18-27 in 100: a sentence never claims more than is known."""
    run_id = store(inputs)
    with reading(engine) as conn:
        lists = [manager_list(conn, run_id, manager) for manager in ("ER-1", "ER-2")]
    items = [item for found in lists for item in found.items]
    soon = next(item for item in items if item.band == "talk_soon")
    assert soon.band_observed is not None
    assert soon.band_observed.sentence == (
        "Of 412 people with scores like this, 18-27 in 100 gave notice within 180 days."
    )
    assert (soon.band_observed.n, soon.band_observed.left) == (412, 90)


def test_the_same_run_is_stored_once(
    kit: Any, engine: Engine, inputs: RunInputs, champion: Champion, policy: OutreachPolicy
) -> None:
    """Repeating a run adds nothing and gives the id of the one that is there."""
    run = make_run(inputs, champion, None, policy, "ef" * 32)
    first = store_run(engine, run, kit.now)
    again = store_run(engine, run, kit.now + timedelta(hours=1))
    assert (first.new, again.new) == (True, False)
    assert first.run_id == again.run_id == "2026-07-01.1"


def test_going_back_to_an_earlier_model_makes_its_run_the_latest_again(
    kit: Any, engine: Engine, inputs: RunInputs, champion: Champion, policy: OutreachPolicy
) -> None:
    """A, then B, then A again on the same day: A is what people work from."""
    a = make_run(inputs, champion, None, policy, "ef" * 32)
    b = make_run(inputs, None, None, policy, "ef" * 32)
    ids = [store_run(engine, run, kit.now).run_id for run in (a, b, a)]
    assert ids == ["2026-07-01.1", "2026-07-01.2", "2026-07-01.3"]
    with reading(engine) as conn:
        latest = latest_run(conn)
    assert latest is not None
    assert (latest.run_id, latest.kind) == ("2026-07-01.3", "risk")


def test_a_run_of_an_earlier_day_does_not_become_the_latest(
    engine: Engine, inputs: RunInputs, store: Any
) -> None:
    """Looking back with --as-of leaves this week's list in place."""
    from dataclasses import replace

    this_week = store(inputs)
    earlier = store(replace(inputs, as_of=inputs.as_of - timedelta(days=30)))
    with reading(engine) as conn:
        latest = latest_run(conn)
        assert latest is not None
        assert latest.run_id == this_week
        assert [run.run_id for run in manager_runs(conn, "ER-1")] == [this_week, earlier]
        assert run_info(conn, earlier).as_of == inputs.as_of - timedelta(days=30)


def test_a_run_that_cannot_be_stored_completely_leaves_nothing(
    kit: Any, engine: Engine, inputs: RunInputs, champion: Champion, policy: OutreachPolicy
) -> None:
    """A failure at the last table takes back all tables before it."""

    def fail(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("INSERT INTO run_items"):
            raise OSError("no space left on device")

    event.listen(engine, "before_cursor_execute", fail)
    with pytest.raises(OSError, match="no space"):
        store_run(engine, make_run(inputs, champion, None, policy, "ef" * 32), kit.now)
    event.remove(engine, "before_cursor_execute", fail)
    with reading(engine) as conn:
        assert latest_run(conn) is None
        for table in metadata.sorted_tables:
            assert conn.execute(select(func.count()).select_from(table)).scalar_one() == 0


def test_before_the_first_run_there_is_no_latest(engine: Engine) -> None:
    """None, not an error: the page shows which command to run."""
    with reading(engine) as conn:
        assert latest_run(conn) is None


def test_unknown_runs_and_er_managers_without_a_list_are_not_found(
    engine: Engine, inputs: RunInputs, store: Any
) -> None:
    """A run that does not exist and a run that made no list for the caller both raise NotFound."""
    run_id = store(inputs)
    with reading(engine) as conn:
        with pytest.raises(NotFound):
            manager_list(conn, "2020-01-01.1", "ER-1")
        with pytest.raises(NotFound):
            manager_list(conn, run_id, "ER-9")
        assert [manager.er_manager_id for manager in er_managers(conn, run_id)] == ["ER-1", "ER-2"]


def test_a_line_of_a_colleagues_list_is_not_found(engine: Engine, inputs: RunInputs, store: Any) -> None:
    """The refusal for a colleague's line is word for word that for an unknown id."""
    run_id = store(inputs)
    with reading(engine) as conn:
        theirs = manager_list(conn, run_id, "ER-2").items[0]
        assert manager_item(conn, "ER-2", theirs.item_id) == theirs
        refusals = []
        for item_id in (theirs.item_id, "0" * 24):
            with pytest.raises(NotFound) as refused:
                manager_item(conn, "ER-1", item_id)
            refusals.append(str(refused.value))
    assert refusals[0] == refusals[1]


def test_a_cold_start_run_reads_as_one(
    kit: Any, engine: Engine, inputs: RunInputs, policy: OutreachPolicy
) -> None:
    """No model, no bands, no reasons; every line still says why it is there."""
    run_id = store_run(engine, make_run(inputs, None, None, policy, "ef" * 32), kit.now).run_id
    with reading(engine) as conn:
        found = manager_list(conn, run_id, "ER-2")
        view = person(conn, run_id, "ER-2", found.items[0].employee_id)
    assert found.run.kind == "cold_start"
    assert found.run.model_name is None
    assert {(item.band, item.band_observed, item.reasons) for item in found.items} == {("unknown", None, ())}
    assert all("no personal score" in item.why for item in found.items)
    assert (view.status, view.log_odds, view.reasons) == ("cold_start", None, ())
