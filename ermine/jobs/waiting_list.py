"""The waiting list of a run: lots for those who come into reach, drawn before the list is made and stored with it."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import Connection, Engine

from data_contracts.policy.outreach import OutreachPolicy
from serving.impact.drawing import Candidate
from serving.impact.reading import pooled_report
from serving.impact.terms import store_terms
from serving.impact.trials import running_trial
from serving.impact.waiting import InReach, Lots, lots_for, store_lots, waiting
from serving.outreach.inputs import Person, RunInputs
from serving.outreach.records import OutreachRun
from serving.store.engine import reading
from training.impact.business import Terms
from training.impact.effect import EffectInUse, effect_in_use

FIRST_DAYS = timedelta(days=90)
"""Whoever is this new takes part in no trial: everybody is talked to in the first days."""

Make = Callable[[Mapping[str, date], float], OutreachRun]
"""Makes the run for people who wait, each until a day, and an effect of conversations."""


@dataclass(frozen=True)
class DrawnRun:
    """A run with what must be stored in the same transaction: its lots, if any, and its terms."""

    run: OutreachRun
    lots: Lots | None
    terms: Terms
    assumed_effect: float
    effect: EffectInUse

    def store(self, conn: Connection, run_id: str) -> None:
        """Store the lots and the terms."""
        store_lots(conn, self.lots)
        store_terms(conn, run_id, self.terms, self.assumed_effect, self.effect)


def with_lots(
    engine: Engine, inputs: RunInputs, policy: OutreachPolicy, approved: bool, make: Make
) -> DrawnRun:
    """The run of `inputs`, whose lists honour every lot drawn so far and those drawn now.

    Without a running trial, or without the privacy officer's approval, nobody waits and no lot is drawn.
    """
    with reading(engine) as conn:
        effect = effect_in_use(policy.assumed_effect, pooled_report(conn))
        waits = waiting(conn, inputs.as_of) if approved else {}
        run = make(waits, effect.value)
        trial = running_trial(conn) if approved else None
        lots = (
            None if trial is None else lots_for(conn, trial, inputs.as_of, in_reach(run, inputs), places(run))
        )
    if lots is not None and lots.later:
        run = make({**waits, **lots.later}, effect.value)
    terms = Terms(policy.currency, policy.hourly_cost, policy.replacement_cost)
    return DrawnRun(_telling(run, effect), lots, terms, policy.assumed_effect, effect)


def in_reach(run: OutreachRun, inputs: RunInputs) -> Iterator[InReach]:
    """Everybody whom the score alone could put on a list of this run, or keeps on the waiting list."""
    by_score = {item.employee_id for item in run.items if item.kind == "risk"}
    people = {person.employee_id: person for person in inputs.people}
    for record in run.people:
        listed = record.employee_id in by_score or record.not_listed in ("no_room", "waiting")
        if listed and record.log_odds is not None and record.er_manager_id is not None:
            candidate = Candidate(record.employee_id, record.band, record.er_manager_id)
            yield InReach(candidate, record.log_odds, _left_out(people[record.employee_id], inputs.as_of))


def places(run: OutreachRun) -> Counter[str]:
    """How many places each ER manager's list gives to people by their score."""
    return Counter(item.er_manager_id for item in run.items if item.kind == "risk")


def _left_out(person: Person, as_of: date) -> bool:
    """Whoever asked, was promised something, or is new: no lot may stand between them and a conversation."""
    new = person.hired is not None and as_of - person.hired < FIRST_DAYS
    return new or person.open_case or person.requested is not None or person.follow_up_due is not None


def _telling(run: OutreachRun, effect: EffectInUse) -> OutreachRun:
    """The run, saying by which effect its lists were ordered."""
    if run.header.kind != "risk":
        return run
    told = f"{run.header.explanation} Effect of a conversation in the order: {effect.words}"
    return replace(run, header=replace(run.header, explanation=told))
