"""Today's outreach run: who to talk to first, why, about what. No database, clock or settings in here."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from data_contracts.errors import InputRefused
from data_contracts.org import OrgTree
from data_contracts.policy.outreach import OutreachPolicy
from data_contracts.progress import Tick, silent
from serving.outreach.eligibility import COLD_START, SCORED, why_not_listed
from serving.outreach.heading import header_of
from serving.outreach.inputs import Person, RunInputs
from serving.outreach.lists import Listing, ordered_lists, risk_lists
from serving.outreach.population import Owners, current_entries
from serving.outreach.records import OutreachRun, PersonRecord
from serving.outreach.scoring import Standing, standings
from serving.outreach.suggestion import usual_playbook
from training.champion import Champion
from training.scorecard import Scorecard


class NobodyToContact(InputRefused):
    """There is nobody in the data on the as-of day."""


class PopulationsRefused(InputRefused):
    """The populations cannot be used to say who looks after whom."""


@dataclass(frozen=True)
class _Company:
    """The people of one run with their owners and the rule, if any, that keeps each off every list."""

    inputs: RunInputs
    owners: Mapping[str, str]
    barred: Mapping[str, str]


def make_run(
    inputs: RunInputs,
    champion: Champion | None,
    cold_start: Scorecard | None,
    policy: OutreachPolicy,
    privacy_policy_hash: str,
    tick: Tick = silent,
) -> OutreachRun:
    """The outreach run of `inputs.as_of`.

    With a champion, lists go by expected net value. Without one (`champion` None) nobody has a score or a
    band: lists go by `cold_start`, a scorecard on time with the company, or, without that, by the longest
    time since the last contact. Raises `NobodyToContact` and `PopulationsRefused`; reports progress in
    three steps.
    """
    tick(0, 3, "Reading the organisation")
    company, tree = _company(inputs, policy)
    tick(1, 3, "Scoring people")
    scorecard = champion.scorecard if champion else None
    scored = standings(inputs.people, inputs.table, scorecard)
    tick(2, 3, "Making the lists")
    listing = _lists(company, scored, scorecard, cold_start, policy)
    run = OutreachRun(
        header=header_of(inputs, champion, cold_start, policy, privacy_policy_hash),
        units=inputs.units,
        closure=tuple(tree.closure()),
        er_managers=inputs.er_managers,
        populations=current_entries(inputs.populations, inputs.as_of),
        people=tuple(_records(company, scored, scorecard, listing)),
        items=listing.items,
    )
    tick(3, 3, "Made the lists")
    return run


def _company(inputs: RunInputs, policy: OutreachPolicy) -> tuple[_Company, OrgTree]:
    if not inputs.people:
        raise NobodyToContact(
            f"There is nobody in the data on {inputs.as_of}.",
            remedy="Choose another day with --as-of, or import data that cover it.",
        )
    tree = OrgTree({unit.unit_id: unit.parent_id for unit in inputs.units})
    entries = current_entries(inputs.populations, inputs.as_of)
    _check_managers(inputs, [entry.er_manager_id for entry in entries])
    finder = Owners(entries, tree)
    owners = {person.employee_id: finder.of(person.employee_id, person.unit_id) for person in inputs.people}
    rules = {
        person.employee_id: why_not_listed(
            person, owners[person.employee_id], inputs.as_of, policy.cool_down_days
        )
        for person in inputs.people
    }
    known_owners = {who: owner for who, owner in owners.items() if owner is not None}
    barred = {who: rule for who, rule in rules.items() if rule is not None}
    return _Company(inputs, known_owners, barred), tree


def _check_managers(inputs: RunInputs, named: Sequence[str]) -> None:
    if not named:
        raise PopulationsRefused(
            f"populations: no ER manager looks after anybody on {inputs.as_of}.",
            remedy="Give each ER manager a unit or people in populations, valid from that day or earlier.",
        )
    unknown = sorted(set(named) - {manager.er_manager_id for manager in inputs.er_managers})
    if unknown:
        raise PopulationsRefused(
            f"populations, column er_manager_id: {len(unknown)} not in er_managers, first {unknown[:5]}."
        )


def _lists(
    company: _Company,
    scored: Sequence[Standing],
    scorecard: Scorecard | None,
    cold_start: Scorecard | None,
    policy: OutreachPolicy,
) -> Listing:
    people = company.inputs.people
    free = {
        person.employee_id: standing
        for person, standing in zip(people, scored, strict=True)
        if person.employee_id not in company.barred and standing.status in (SCORED, COLD_START)
    }
    managers = company.inputs.er_managers
    if scorecard is not None:
        return risk_lists(free, company.owners, managers, scorecard.specs, policy)
    order = _order_without_scores(company.inputs, free, cold_start)
    why = _COLD_WHY[cold_start is not None]
    return ordered_lists(order, company.owners, managers, usual_playbook(policy.playbooks), why)


def _order_without_scores(inputs: RunInputs, free: Container[str], cold_start: Scorecard | None) -> list[str]:
    """The highest hazard by time with the company first; then the longest without contact; then by id."""
    rows = [i for i, person in enumerate(inputs.people) if person.employee_id in free]
    people = [inputs.people[i] for i in rows]
    hazards = [0.0] * len(rows)
    if cold_start is not None and rows:
        hazards = [float(value) for value in cold_start.score(inputs.table.take(rows)).log_odds]

    def key(pair: tuple[Person, float]) -> tuple[float, date, str]:
        person, hazard = pair
        return -hazard, person.last_contact or date.min, person.employee_id

    return [person.employee_id for person, _ in sorted(zip(people, hazards, strict=True), key=key)]


_COLD_WHY = {
    True: "Listed by time with the company: there is no personal score yet.",
    False: "Listed by the longest time since the last recorded contact: there is no personal score yet.",
}


def _records(
    company: _Company, scored: Sequence[Standing], scorecard: Scorecard | None, listing: Listing
) -> list[PersonRecord]:
    names = [spec.name for spec in scorecard.specs] if scorecard else []
    return [
        PersonRecord(
            employee_id=person.employee_id,
            name=person.name,
            unit_id=person.unit_id,
            er_manager_id=company.owners.get(person.employee_id),
            job=person.job,
            facts=tuple((fact.label, fact.value) for fact in person.facts),
            status=standing.status,
            not_listed=company.barred.get(person.employee_id, listing.left_out.get(person.employee_id, "")),
            last_contact=person.last_contact,
            band=standing.band,
            log_odds=standing.log_odds,
            probability=standing.probability,
            features=standing.features,
            contributions=_by_name(names, standing),
        )
        for person, standing in zip(company.inputs.people, scored, strict=True)
    ]


def _by_name(names: Sequence[str], standing: Standing) -> dict[str, float]:
    if standing.contributions is None:
        return {}
    return dict(zip(names, standing.contributions.tolist(), strict=True))
