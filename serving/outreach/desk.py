"""Put what is on the ER managers' desks into the inputs of a run."""

from dataclasses import replace
from datetime import date

from serving.outreach.inputs import Desk, ErManager, Person, RunInputs


def with_desk(inputs: RunInputs, desk: Desk) -> RunInputs:
    """The same inputs, knowing what is planned, promised, held and put off already."""
    return replace(
        inputs,
        people=tuple(_person(person, desk) for person in inputs.people),
        er_managers=tuple(_manager(manager, desk) for manager in inputs.er_managers),
        signals=tuple(one for one in inputs.signals if desk.units.get(one.unit_id, date.min) <= inputs.as_of),
    )


def _person(person: Person, desk: Desk) -> Person:
    who = person.employee_id
    last = _later(person.last_contact, desk.last_contact.get(who))
    answered = person.requested is not None and last is not None and last >= person.requested
    return replace(
        person,
        planned=who in desk.planned,
        follow_up_due=desk.follow_ups.get(who),
        put_off_until=desk.put_off.get(who),
        last_contact=last,
        requested=None if answered else person.requested,
    )


def _manager(manager: ErManager, desk: Desk) -> ErManager:
    return replace(manager, planned_hours=desk.planned_hours.get(manager.er_manager_id, 0.0))


def _later(one: date | None, other: date | None) -> date | None:
    days = [day for day in (one, other) if day is not None]
    return max(days) if days else None
