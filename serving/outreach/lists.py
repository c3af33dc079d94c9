"""Make each ER manager's list from the people and units that may be listed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from data_contracts.feature_spec import FeatureSpec
from data_contracts.policy.outreach import OutreachPolicy
from data_contracts.policy.playbook import Playbook
from serving.outreach.days import short_day
from serving.outreach.eligibility import in_cool_down
from serving.outreach.grounds import Ground, ground_of, unspoken_to
from serving.outreach.inputs import ErManager, Person, UnitSignal
from serving.outreach.ranking import Candidate, Proof, Week, choose, net_value
from serving.outreach.records import ItemRecord, ManagerRecord
from serving.outreach.scoring import Standing
from serving.outreach.suggestion import (
    playbook_for,
    playbook_for_topic,
    playbook_of_kind,
    strongest_causes,
    usual_playbook,
)
from serving.outreach.views import ItemKind

_UNIT = "\0unit:"
"""Before a unit's id among subjects: no person's id can begin so."""


@dataclass(frozen=True)
class Listing:
    """All lists with what is known of each, and the rule that kept each remaining candidate off them."""

    items: tuple[ItemRecord, ...]
    managers: tuple[ManagerRecord, ...]
    left_out: Mapping[str, str]


@dataclass(frozen=True)
class Free:
    """A person whom no rule keeps off every list, with their score or without."""

    person: Person
    standing: Standing
    waiting: bool = False


@dataclass(frozen=True)
class Scoring:
    """How people are valued: by a model's reasons and the effect in use, or by their place in an order.

    `specs` are the model's inputs; `order` puts people without scores in line, `why` says by what.
    """

    specs: Sequence[FeatureSpec] = ()
    effect: float = 0.0
    order: Mapping[str, int] | None = None
    why: str = ""


@dataclass(frozen=True)
class _Offer:
    """A candidate with what its line would say."""

    candidate: Candidate
    kind: ItemKind
    playbook: Playbook
    why: str


def make_lists(
    free: Mapping[str, Sequence[Free]],
    signals: Mapping[str, Sequence[UnitSignal]],
    er_managers: Sequence[ErManager],
    scoring: Scoring,
    policy: OutreachPolicy,
    as_of: date,
) -> Listing:
    """The lists of all ER managers; `free` and `signals` are theirs by id."""
    items: list[ItemRecord] = []
    managers: list[ManagerRecord] = []
    left_out: dict[str, str] = {}
    for manager in er_managers:
        desk = _Desk(manager, scoring, policy, as_of)
        mine = free.get(manager.er_manager_id, ())
        offers, barred = desk.offers(mine, signals.get(manager.er_manager_id, ()))
        choice = choose([offer.candidate for offer in offers], desk.week)
        by_subject = {offer.candidate.subject: offer for offer in offers}
        items += [
            _item(manager.er_manager_id, by_subject[chosen.subject], position)
            for position, chosen in enumerate(choice.chosen, start=1)
        ]
        managers.append(_record(manager, choice.proof))
        listed = {chosen.subject for chosen in choice.chosen}
        rules = {
            offer.candidate.subject: "no_room" if offer.candidate.value > 0 else "no_gain"
            for offer in offers
            if offer.kind != "unit"
        }
        left_out |= {who: rule for who, rule in (rules | barred).items() if who not in listed}
    return Listing(tuple(items), tuple(managers), left_out)


@dataclass(frozen=True)
class _Desk:
    """One ER manager with what decides about their list."""

    manager: ErManager
    scoring: Scoring
    policy: OutreachPolicy
    as_of: date

    @property
    def week(self) -> Week:
        """The hours that are left beside what is planned already; without scores there is no floor to keep."""
        rules = self.policy.ranking
        return Week(
            hours=self.manager.weekly_hours - self.manager.planned_hours,
            journey_reserve=rules.journey_reserve,
            coverage_floor=rules.coverage_floor if self.scoring.order is None else 0,
            coverage_worth=rules.worth.coverage,
            solver_seconds=rules.solver_seconds,
        )

    def offers(
        self, people: Sequence[Free], signals: Sequence[UnitSignal]
    ) -> tuple[list[_Offer], dict[str, str]]:
        """What may go on the list, and the rule for each person who has nothing to offer."""
        books = [b for b in self.policy.person_playbooks if self.manager.trained_for(b.skill)]
        units = self._units(signals)
        if not books:
            return units, {free.person.employee_id: "no_skill" for free in people}
        offers, barred, rest = units, dict[str, str](), list[Free]()
        for free in people:
            ground = ground_of(free.person, self.as_of, self.policy)
            if ground is not None:
                book = playbook_of_kind(ground.playbook_kind, books)
                offers.append(self._moment(free.person, ground.kind, book, ground.why))
            elif in_cool_down(free.person, self.as_of, self.policy.cool_down_days):
                barred[free.person.employee_id] = "cool_down"
            elif free.waiting and not self._due(free.person):
                barred[free.person.employee_id] = "waiting"
            else:
                rest.append(free)
        valued = self._in_order(rest, books) if self.scoring.order is not None else self._scored(rest, books)
        # Who waits may be listed for the floor alone, and then without a score's weight.
        barred |= {free.person.employee_id: "waiting" for free in rest if free.waiting}
        return offers + valued, barred

    def _moment(self, person: Person, kind: Ground, book: Playbook, why: str) -> _Offer:
        value = getattr(self.policy.ranking.worth, kind) - self._spent(book)
        candidate = Candidate(
            person.employee_id,
            value,
            book.hours,
            journey=True,
            due=self._due(person),
            waited=self._waited(person),
        )
        return _Offer(candidate, kind, book, why)

    def _units(self, signals: Sequence[UnitSignal]) -> list[_Offer]:
        """One line a unit: its strongest signal, the newest of equals; as many units as the policy allows."""
        books = [b for b in self.policy.unit_playbooks if self.manager.trained_for(b.skill)]
        offers: dict[str, _Offer] = {}
        for signal in sorted(
            signals, key=lambda s: (-s.strength, -s.published_on.toordinal(), s.kind, s.topic, s.words)
        ):
            book = playbook_for_topic(signal.topic, books)
            if book is None or signal.unit_id in offers:
                continue
            value = self.policy.ranking.worth.unit * signal.strength - self._spent(book)
            offers[signal.unit_id] = _Offer(
                Candidate(_UNIT + signal.unit_id, value, book.hours), "unit", book, signal.words
            )
        return list(offers.values())[: self.policy.ranking.units_per_week]

    def _scored(self, people: Sequence[Free], books: Sequence[Playbook]) -> list[_Offer]:
        suggestions = suggest(
            {f.person.employee_id: f.standing for f in people if not f.waiting}, self.scoring.specs, books
        )
        return [self._risk(free, suggestions, books) for free in people]

    def _risk(
        self, free: Free, suggestions: Mapping[str, tuple[Playbook, str]], books: Sequence[Playbook]
    ) -> _Offer:
        """A person by their score; one with nothing to gain, or who waits, counts for coverage only."""
        person, due = free.person, self._due(free.person)
        usual = usual_playbook(books)
        value = -self._spent(usual)
        if not free.waiting:
            book, why = suggestions[person.employee_id]
            value = self._value(free, book)
            if value > 0:
                candidate = Candidate(
                    person.employee_id, value, book.hours, due=due, waited=self._waited(person)
                )
                return _Offer(candidate, "risk", book, why)
            value = -self._spent(usual)
        candidate = Candidate(person.employee_id, value, usual.hours, due=due, waited=self._waited(person))
        return _Offer(candidate, "coverage", usual, self._silence(person))

    def _in_order(self, people: Sequence[Free], books: Sequence[Playbook]) -> list[_Offer]:
        """People without scores: worth less than any moment, and the less the further back in the order."""
        order, book = self.scoring.order or {}, usual_playbook(books)
        return [
            _Offer(
                Candidate(
                    free.person.employee_id,
                    1.0 - order[free.person.employee_id] / (len(order) + 1),
                    book.hours,
                ),
                "coverage",
                book,
                self.scoring.why,
            )
            for free in people
            if not free.waiting
        ]

    def _value(self, free: Free, book: Playbook) -> float:
        person, probability = free.person, free.standing.probability
        if probability is None:
            raise ValueError("only scored people have a value")
        return net_value(
            probability,
            effect=self.scoring.effect,
            replacement_cost=self.policy.replacement_of(person.job_family, person.annual_salary),
            hours=book.hours,
            hourly_cost=self.policy.hourly_cost,
            cost=book.cost,
        )

    def _spent(self, book: Playbook) -> float:
        return book.hours * self.policy.hourly_cost + book.cost

    def _due(self, person: Person) -> bool:
        return unspoken_to(person, self.as_of, self.policy.ranking)

    def _waited(self, person: Person) -> int:
        since = person.last_contact or person.hired
        return (self.as_of - since).days if since is not None else 0

    def _silence(self, person: Person) -> str:
        if person.last_contact is None:
            return "Nobody has spoken with them yet: no conversation is on record."
        return f"Nobody has spoken with them since {short_day(person.last_contact)}."


def suggest(
    people: Mapping[str, Standing], specs: Sequence[FeatureSpec], playbooks: Sequence[Playbook]
) -> dict[str, tuple[Playbook, str]]:
    """For each scored person the playbook of the strongest reason that a conversation can change, and why that one."""
    if not people:
        return {}
    usual = (
        usual_playbook(playbooks),
        "No single reason stands out that a conversation can change: an open talk.",
    )
    matrix = np.vstack([np.asarray(standing.contributions) for standing in people.values()])
    causes = strongest_causes(specs, matrix, playbooks)
    return {
        who: usual if cause < 0 else _because(specs[cause], standing, playbooks)
        for (who, standing), cause in zip(people.items(), causes, strict=True)
    }


def _because(spec: FeatureSpec, standing: Standing, playbooks: Sequence[Playbook]) -> tuple[Playbook, str]:
    playbook = playbook_for(spec, playbooks)
    if playbook is None:
        raise ValueError(f"{spec.name} has no playbook")
    return playbook, f"{playbook.name}, because: {spec.words(standing.features[spec.name])}"


def _record(manager: ErManager, proof: Proof) -> ManagerRecord:
    return ManagerRecord(
        er_manager_id=manager.er_manager_id,
        name=manager.name,
        weekly_hours=manager.weekly_hours,
        planned_hours=manager.planned_hours,
        gap=proof.gap,
        coverage_due=proof.due,
        coverage_floor=proof.floor,
        coverage_short=proof.short,
        reserved_hours=proof.reserved_hours,
    )


def _item(er_manager_id: str, offer: _Offer, position: int) -> ItemRecord:
    subject = offer.candidate.subject
    unit_id = subject.removeprefix(_UNIT) if offer.kind == "unit" else None
    return ItemRecord(
        er_manager_id=er_manager_id,
        kind=offer.kind,
        employee_id=None if unit_id is not None else subject,
        unit_id=unit_id,
        position=position,
        playbook_id=offer.playbook.id,
        hours=offer.candidate.hours,
        why=offer.why,
    )
