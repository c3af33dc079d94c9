"""Today's outreach run: who to talk to first, why, about what. No database, clock or settings in here."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from data_contracts.errors import InputRefused
from data_contracts.org import OrgTree
from data_contracts.policy.outreach import OutreachPolicy
from data_contracts.progress import Tick, silent
from serving.outreach.eligibility import COLD_START, SCORED, why_never
from serving.outreach.heading import header_of
from serving.outreach.inputs import ErManager, Person, RunInputs, UnitSignal
from serving.outreach.lists import Free, Listing, Scoring, make_lists
from serving.outreach.population import Owners, current_entries
from serving.outreach.records import OutreachRun, PersonRecord
from serving.outreach.scoring import Standing, standings
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
    finder: Owners
    owners: Mapping[str, ErManager]
    barred: Mapping[str, str]


def make_run(
    inputs: RunInputs,
    champion: Champion | None,
    cold_start: Scorecard | None,
    policy: OutreachPolicy,
    privacy_policy_hash: str,
    tick: Tick = silent,
    *,
    waiting: Mapping[str, date] | None = None,
    effect: float | None = None,
) -> OutreachRun:
    """The outreach run of `inputs.as_of`.

    `waiting` are the people who wait in a trial, each until a day: until then a score is no ground to list them,
    while requests, follow-ups, moments and the coverage floor are. `effect` is the measured share of notices that a
    conversation prevents; None takes the policy's assumption.

    With a champion, lists go by expected net value. Without one (`champion` None) nobody has a score or a
    band: lists go by `cold_start`, a scorecard on time with the company, or, without that, by the longest
    time since the last contact. Raises `NobodyToContact` and `PopulationsRefused`; reports progress in
    three steps.
    """
    tick(0, 3, "Reading the organisation")
    company, tree = _company(inputs)
    tick(1, 3, "Scoring people")
    scorecard = champion.scorecard if champion else None
    scored = standings(inputs.people, inputs.table, scorecard)
    tick(2, 3, "Making the lists")
    scoring = _scoring(
        company, scored, scorecard, cold_start, policy.assumed_effect if effect is None else effect
    )
    listing = _lists(company, scored, scoring, policy, waiting or {})
    run = OutreachRun(
        header=header_of(inputs, champion, cold_start, policy, privacy_policy_hash),
        units=inputs.units,
        closure=tuple(tree.closure()),
        er_managers=listing.managers,
        populations=current_entries(inputs.populations, inputs.as_of),
        people=tuple(_records(company, scored, scorecard, listing)),
        items=listing.items,
    )
    tick(3, 3, "Made the lists")
    return run


def _company(inputs: RunInputs) -> tuple[_Company, OrgTree]:
    if not inputs.people:
        raise NobodyToContact(
            f"There is nobody in the data on {inputs.as_of}.",
            remedy="Choose another day with --as-of, or import data that cover it.",
        )
    tree = OrgTree({unit.unit_id: unit.parent_id for unit in inputs.units})
    entries = current_entries(inputs.populations, inputs.as_of)
    _check_managers(inputs, [entry.er_manager_id for entry in entries])
    finder = Owners(entries, tree, inputs.er_managers)
    owners = {p.employee_id: finder.of(p.employee_id, p.unit_id, p.language) for p in inputs.people}
    rules = {p.employee_id: why_never(p, owners[p.employee_id], inputs.as_of) for p in inputs.people}
    known_owners = {who: owner for who, owner in owners.items() if owner is not None}
    barred = {who: rule for who, rule in rules.items() if rule is not None}
    return _Company(inputs, finder, known_owners, barred), tree


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


def _scoring(
    company: _Company,
    scored: Sequence[Standing],
    scorecard: Scorecard | None,
    cold_start: Scorecard | None,
    effect: float,
) -> Scoring:
    if scorecard is not None:
        return Scoring(scorecard.specs, effect)
    order = _order_without_scores(company, scored, cold_start)
    return Scoring(
        order={who: place for place, who in enumerate(order)}, why=_COLD_WHY[cold_start is not None]
    )


def _lists(
    company: _Company,
    scored: Sequence[Standing],
    scoring: Scoring,
    policy: OutreachPolicy,
    waiting: Mapping[str, date],
) -> Listing:
    as_of = company.inputs.as_of
    free: dict[str, list[Free]] = defaultdict(list)
    for person, standing in _free(company, scored):
        waits = person.employee_id in waiting and as_of < waiting[person.employee_id]
        free[company.owners[person.employee_id].er_manager_id].append(Free(person, standing, waits))
    signals: dict[str, list[UnitSignal]] = defaultdict(list)
    for signal in company.inputs.signals:
        if (owner := company.finder.of_unit(signal.unit_id)) is not None:
            signals[owner].append(signal)
    return make_lists(free, signals, company.inputs.er_managers, scoring, policy, as_of)


def _free(company: _Company, scored: Sequence[Standing]) -> list[tuple[Person, Standing]]:
    """The people whom no rule keeps off every list, in the order of the inputs."""
    return [
        (person, standing)
        for person, standing in zip(company.inputs.people, scored, strict=True)
        if person.employee_id not in company.barred and standing.status in (SCORED, COLD_START)
    ]


def _order_without_scores(
    company: _Company, scored: Sequence[Standing], cold_start: Scorecard | None
) -> list[str]:
    """The highest hazard by time with the company first; then the longest without contact; then by id."""
    inputs = company.inputs
    free = {person.employee_id for person, _ in _free(company, scored)}
    rows = [i for i, person in enumerate(inputs.people) if person.employee_id in free]
    people = [inputs.people[i] for i in rows]
    hazards = [0.0] * len(rows)
    if cold_start is not None and rows:
        hazards = [float(value) for value in cold_start.score(inputs.table.take(rows)).log_odds]

    def key(pair: tuple[Person, float]) -> tuple[float, date, str]:
        person, hazard = pair
        return -hazard, person.last_contact or date.min, person.employee_id

    return [person.employee_id for person, _ in sorted(zip(people, hazards, strict=True), key=key)]


def _id(owner: ErManager | None) -> str | None:
    return owner.er_manager_id if owner is not None else None


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
            er_manager_id=_id(company.owners.get(person.employee_id)),
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
