"""What becomes of a line: decided once, by who holds it, while its facts hold; and taken back."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from data_contracts.errors import Conflict, InputRefused, NotFound
from serving.outreach.desk import with_desk
from serving.outreach.inputs import ErManager, PopulationEntry, UnitSignal
from serving.outreach.on_the_desk import desk_on
from serving.outreach.queries import person, require_in_population
from serving.outreach.workflow import (
    ItemChanged,
    ItemExpired,
    ItemWithdrawn,
    NothingToUndo,
    withdraw_person,
)
from serving.relationship.contacts import contacts_of, promises_of
from serving.store.audit_tables import audit_log
from serving.store.engine import reading, writing

WEEK = timedelta(days=7)


def test_a_line_is_accepted_put_off_dismissed_and_taken_back(office: Any) -> None:
    """Each decision gives the next version, and undo puts back what was before it."""
    item = office.line()
    assert (item.state, item.version, item.due) == ("open", 0, item.valid_until)
    accepted = office.decide(item.item_id, "accept", 0)
    assert (accepted.state, accepted.version) == ("accepted", 1)
    later = office.decide(item.item_id, "reschedule", 1, due=office.today + WEEK)
    assert (later.state, later.due) == ("rescheduled", office.today + WEEK)
    back = office.decide(item.item_id, "undo", 2)
    assert (back.state, back.version, back.due) == ("accepted", 3, item.valid_until)
    dismissed = office.decide(
        item.item_id, "dismiss", 3, reason="other", words="On parental duties, asked me to wait."
    )
    assert dismissed.state == "dismissed"
    shown = office.line()
    assert (shown.state, shown.state_why) == (
        "dismissed",
        "Another reason: On parental duties, asked me to wait.",
    )
    assert office.week().hours_used < sum(line.hours for line in office.week().items)


def test_of_two_simultaneous_decisions_one_counts(office: Any) -> None:
    """Eight at once with the same version: one is done, the others are told that it is done."""
    item = office.line()

    def attempt(n: int) -> str:
        try:
            office.decide(item.item_id, "accept" if n % 2 else "dismiss", 0, reason="wrong_time")
        except ItemChanged as refused:
            return refused.remedy
        return "done"

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(attempt, range(8)))
    assert results.count("done") == 1
    assert all("again" in result for result in results if result != "done")
    assert office.line().version == 1


def test_a_colleagues_line_is_not_found_like_an_unknown_one(office: Any) -> None:
    """Deciding about somebody else's people is refused in the words for an id that does not exist."""
    theirs = office.line(0, "ER-2")
    words = set()
    for item_id in (theirs.item_id, "0" * 24):
        with pytest.raises(NotFound) as refused:
            office.decide(item_id, "accept", 0)
        words.add(str(refused.value))
    assert len(words) == 1


@pytest.mark.parametrize(
    ("action", "parts", "word"),
    [
        ("dismiss", {}, "reason"),
        ("dismiss", {"reason": "other"}, "words"),
        ("reschedule", {}, "day"),
        ("reschedule", {"due": "yesterday"}, "day"),
        ("hand_over", {"to": "ER-9"}, "ER manager"),
        ("hand_over", {"to": "ER-1"}, "ER manager"),
    ],
)
def test_a_decision_that_lacks_a_part_is_refused(
    office: Any, action: Any, parts: dict[str, Any], word: str
) -> None:
    """Nothing is changed, and the words say what is missing."""
    if parts.get("due"):
        parts = {"due": office.today - timedelta(days=1)}
    with pytest.raises(InputRefused, match=word):
        office.decide(office.line().item_id, action, 0, **parts)
    assert office.line().version == 0


def test_an_undecided_line_runs_out_with_its_week(office: Any) -> None:
    """On its last day it can be decided; the day after, the refusal says what to do."""
    item = office.line()
    office.today = item.valid_until
    assert office.decide(item.item_id, "accept", 0).state == "accepted"
    other = office.line(1)
    office.today = item.valid_until + timedelta(days=1)
    assert office.line(1).state == "expired"
    with pytest.raises(ItemExpired, match="good until") as refused:
        office.decide(other.item_id, "accept", 0)
    assert "this week's list" in refused.value.remedy
    with pytest.raises(ItemExpired):
        office.log(other.item_id, 0)
    assert office.line(0).overdue


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"in_notice": True}, "notice"),
        ({"open_case": True}, "case"),
        ({"do_not_profile": True}, "objected"),
        ({"do_not_contact": True}, "not to be contacted"),
        ({"known_leaver": True}, "left"),
    ],
)
def test_a_line_is_withdrawn_when_its_facts_change(
    office: Any, kit: Any, inputs: Any, store: Any, changes: dict[str, Any], why: str
) -> None:
    """A planned conversation ends with the next run that knows the fact; deciding or logging is refused with why."""
    item = office.line()
    office.decide(item.item_id, "accept", 0)
    row = [p.employee_id for p in inputs.people].index(item.employee_id)
    later = replace(kit.with_person(inputs, row, **changes), as_of=office.today + WEEK)
    office.run_id, office.today = store(later), office.today + WEEK
    assert item.item_id not in {line.item_id for line in office.week().carried}
    for attempt in (
        lambda: office.decide(item.item_id, "reschedule", 1, due=office.today),
        lambda: office.log(item.item_id, 1),
    ):
        with pytest.raises(ItemWithdrawn, match=why):
            attempt()


def test_a_person_who_objects_while_on_the_list_is_off_it_at_once(office: Any) -> None:
    """Before any next run the line is withdrawn, also from what was planned, and undo does not bring it back."""
    item = office.line()
    office.decide(item.item_id, "accept", 0)
    with writing(office.engine) as conn:
        assert withdraw_person(conn, item.employee_id, "objected", office.today) == 1
    shown = office.line()
    assert (shown.state, shown.version) == ("withdrawn", 2)
    assert "objected" in shown.state_why
    for action in ("accept", "undo"):
        with pytest.raises(ItemWithdrawn):
            office.decide(item.item_id, action, 2)


def test_a_new_er_manager_in_mid_week_takes_over_people_and_lines(
    office: Any, inputs: Any, store: Any
) -> None:
    """Who comes on a Wednesday has a list the same day; lines of before that are about their people are withdrawn from
    whoever held them, with the reason, and the others stay."""
    item, kept = office.line(), office.line(0, "ER-2")
    wednesday = office.today + timedelta(days=2)
    office.decide(kept.item_id, "accept", 0, by="ER-2")
    came = replace(
        inputs,
        as_of=wednesday,
        er_managers=(*inputs.er_managers, ErManager("ER-3", "New Here", 6.0)),
        populations=(*inputs.populations, PopulationEntry("ER-3", "sales", None, wednesday)),
    )
    office.run_id, office.today = store(came), wednesday
    assert office.week("ER-3").population == 20
    assert office.week("ER-3").items
    with pytest.raises(ItemWithdrawn, match="Another ER manager"):
        office.decide(item.item_id, "accept", 0)
    assert [line.item_id for line in office.week("ER-2").carried] == [kept.item_id]


def test_a_planned_line_is_carried_into_the_next_list_until_it_is_held(
    office: Any, inputs: Any, store: Any
) -> None:
    """What was accepted stays on the desk with its hours, overdue after its day; once logged it is gone."""
    item = office.line()
    office.decide(item.item_id, "accept", 0)
    with reading(office.engine) as conn:
        desk = desk_on(conn, office.today + WEEK, 28)
    assert desk.planned == {item.employee_id}
    assert desk.planned_hours == {"ER-1": item.hours}
    office.today += timedelta(days=10)
    office.run_id = store(replace(inputs, as_of=office.today))
    [carried] = office.week().carried
    assert (carried.item_id, carried.overdue) == (item.item_id, True)
    assert office.week().planned_hours == item.hours
    assert office.log(item.item_id, 1).state == "done"
    assert office.week().carried == ()


def test_an_outcome_is_logged_in_one_step_with_its_next_step(office: Any) -> None:
    """Contact, what was changed and the promise are written together; the follow-up reaches the next run's desk."""
    item = office.line()
    due = office.today + timedelta(days=20)
    done = office.log(
        item.item_id, 0, tags=("pay",), changed=("pay_review",), next_step="Tell what the review found.", next_on=due,
        note="Asked me to keep this between us.",
    )  # fmt: skip
    assert done.state == "done"
    with reading(office.engine) as conn:
        [contact] = contacts_of(conn, item.employee_id, "ER-1")
        [promise] = promises_of(conn, [item.employee_id])
        desk = desk_on(conn, office.today, 28)
    assert (contact.changed, contact.note) == (("pay_review",), "Asked me to keep this between us.")
    assert (promise.words, promise.due) == ("Tell what the review found.", due)
    assert desk.follow_ups == {item.employee_id: due}
    assert desk.last_contact == {item.employee_id: office.today}
    shown = office.line()
    assert (shown.last_contact, [p.words for p in shown.promises]) == (
        office.today,
        ["Tell what the review found."],
    )
    with pytest.raises(ItemChanged):
        office.log(item.item_id, 1)


def test_undo_takes_a_logged_contact_back_with_its_promise(office: Any) -> None:
    """The line stands as it did, and nothing of the slip is left; tomorrow it is too late."""
    item = office.line()
    office.log(item.item_id, 0, next_step="Send the course list.", next_on=office.today)
    assert office.decide(item.item_id, "undo", 1).state == "open"
    with reading(office.engine) as conn:
        assert contacts_of(conn, item.employee_id, "ER-1") == ()
        assert promises_of(conn, [item.employee_id], kept=True) == ()
    office.decide(item.item_id, "accept", 2)
    office.today += timedelta(days=1)
    with pytest.raises(NothingToUndo):
        office.decide(item.item_id, "undo", 3)


def test_who_was_not_reached_stays_planned(office: Any) -> None:
    """A try is written down, and the line waits for another; it starts no cool-down."""
    item = office.line()
    assert office.log(item.item_id, 0, kind="not_reached").state == "accepted"
    with reading(office.engine) as conn:
        assert desk_on(conn, office.today, 28).last_contact == {}
    assert office.log(item.item_id, 1).state == "done"


def test_a_line_handed_over_is_held_by_the_colleague_who_may_then_read_about_the_person(office: Any) -> None:
    """The giver holds it no more; the receiver sees line and person until the conversation was held."""
    item = office.line()
    with reading(office.engine) as conn, pytest.raises(NotFound):
        person(conn, office.run_id, "ER-2", item.employee_id)
    office.decide(item.item_id, "hand_over", 0, to="ER-2", words="Speaks her language.")
    assert item.item_id not in {line.item_id for line in office.week().items}
    [received] = [line for line in office.week("ER-2").items if line.item_id == item.item_id]
    assert (received.state, received.version) == ("handed_over", 1)
    with reading(office.engine) as conn:
        assert person(conn, office.run_id, "ER-2", item.employee_id).employee_id == item.employee_id
    office.log(item.item_id, 1, by="ER-2")
    with reading(office.engine) as conn, pytest.raises(NotFound):
        require_in_population(conn, "ER-2", item.employee_id)


def test_a_dismissed_person_is_put_off_in_the_next_runs(office: Any) -> None:
    """For the policy's days nobody suggests them again."""
    item = office.line()
    office.decide(item.item_id, "dismiss", 0, reason="already_handled")
    with reading(office.engine) as conn:
        assert desk_on(conn, office.today, 28).put_off == {
            item.employee_id: office.today + timedelta(days=28)
        }


def test_every_move_is_in_the_audit_without_what_was_typed(office: Any) -> None:
    """Who, what, which line and version; never the words; a decision that cannot be recorded does not happen."""
    item = office.line()
    office.decide(item.item_id, "dismiss", 0, reason="other", words="SECRET WORDS")
    office.decide(item.item_id, "undo", 1)
    office.log(item.item_id, 2, note="PRIVATE NOTE", next_step="A PROMISE", next_on=office.today)
    with reading(office.engine) as conn:
        rows = conn.execute(select(audit_log.c.action, audit_log.c.detail)).all()
    assert [row.action for row in rows] == ["item.dismissed", "item.undone", "item.logged"]
    text = repr(rows) + item.name
    assert not [word for word in ("SECRET", "PRIVATE", "PROMISE", item.employee_id) if word in repr(rows)], (
        text
    )


def test_a_unit_is_answered_like_a_person(office: Any, inputs: Any, store: Any) -> None:
    """A listening session is logged with its promise, and belongs to nobody."""
    signal = UnitSignal("sales", "mood", "The mood fell.", office.today)
    managers = tuple(replace(m, weekly_hours=12.0) for m in inputs.er_managers)
    office.run_id = store(replace(inputs, signals=(signal,), er_managers=managers))
    [unit] = [line for line in office.week().items if line.subject == "unit"]
    assert office.log(unit.item_id, 0, changed=("team_agreement",)).state == "done"


def test_a_unit_is_left_in_peace_after_a_visit_and_while_one_is_planned(
    office: Any, inputs: Any, store: Any
) -> None:
    """Planned: not listed again; held: not for 90 days, whatever is published; dismissed: for the policy's days."""
    signal = UnitSignal("sales", "kpi", "Recognition fell.", office.today)
    managers = tuple(replace(m, weekly_hours=12.0) for m in inputs.er_managers)
    visited = replace(inputs, signals=(signal,), er_managers=managers)
    office.run_id = store(visited)
    [unit] = [line for line in office.week().items if line.subject == "unit"]

    def listed(days: int) -> bool:
        with reading(office.engine) as conn:
            desk = desk_on(conn, office.today, 28)
        later = replace(visited, as_of=office.today + timedelta(days=days))
        return bool(with_desk(later, desk).signals)

    assert listed(0)
    office.decide(unit.item_id, "accept", 0)
    assert not listed(7)
    office.log(unit.item_id, 1)
    assert (listed(89), listed(90)) == (False, True)
    office.decide(unit.item_id, "undo", 2)
    office.decide(unit.item_id, "dismiss", 3, reason="wrong_time")
    assert (listed(27), listed(28)) == (False, True)


def test_conflicts_are_told_apart_by_their_class() -> None:
    """A program reads the type; each says 409 and what to do."""
    for kind in (ItemChanged, ItemExpired, ItemWithdrawn, NothingToUndo):
        assert issubclass(kind, Conflict)
        assert kind.status == 409
