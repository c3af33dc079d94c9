"""Make each ER manager's list from the people who may be listed."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from data_contracts.feature_spec import FeatureSpec
from data_contracts.policy.outreach import OutreachPolicy
from data_contracts.policy.playbook import Playbook
from serving.outreach.inputs import ErManager
from serving.outreach.ranking import Candidate, choose, fill, net_value
from serving.outreach.records import ItemRecord
from serving.outreach.scoring import Standing
from serving.outreach.suggestion import playbook_for, strongest_causes, usual_playbook

Choose = Callable[[Sequence[Candidate], float], tuple[Candidate, ...]]


@dataclass(frozen=True)
class Suggestion:
    """The conversation to suggest to one person, and why that one."""

    playbook: Playbook
    why: str


@dataclass(frozen=True)
class Listing:
    """All lists, and the rule that kept each remaining candidate off them: `no_room` or `no_gain`."""

    items: tuple[ItemRecord, ...]
    left_out: Mapping[str, str]


def risk_lists(
    people: Mapping[str, Standing],
    owners: Mapping[str, str],
    er_managers: Sequence[ErManager],
    specs: Sequence[FeatureSpec],
    policy: OutreachPolicy,
) -> Listing:
    """Lists by expected net value; `people` are the scored people who may be listed, each with an owner."""
    suggestions = suggest(people, specs, policy.playbooks)
    candidates = [
        Candidate(who, _value(people[who], suggested.playbook.hours, policy), suggested.playbook.hours)
        for who, suggested in suggestions.items()
    ]
    return _listing(candidates, owners, er_managers, suggestions, choose)


def ordered_lists(
    order: Sequence[str],
    owners: Mapping[str, str],
    er_managers: Sequence[ErManager],
    playbook: Playbook,
    why: str,
) -> Listing:
    """Lists without scores: people in the order given, one kind of conversation, as many as fit the hours."""
    candidates = [Candidate(who, 1.0, playbook.hours) for who in order]
    suggestions = dict.fromkeys(order, Suggestion(playbook, why))
    return _listing(candidates, owners, er_managers, suggestions, fill)


def suggest(
    people: Mapping[str, Standing], specs: Sequence[FeatureSpec], playbooks: Sequence[Playbook]
) -> dict[str, Suggestion]:
    """For each scored person the playbook of the strongest reason that a conversation can change."""
    if not people:
        return {}
    usual = Suggestion(
        usual_playbook(playbooks), "No single reason stands out that a conversation can change: an open talk."
    )
    matrix = np.vstack([np.asarray(standing.contributions) for standing in people.values()])
    causes = strongest_causes(specs, matrix, playbooks)
    return {
        who: usual if cause < 0 else _because(specs[cause], standing, playbooks)
        for (who, standing), cause in zip(people.items(), causes, strict=True)
    }


def _because(spec: FeatureSpec, standing: Standing, playbooks: Sequence[Playbook]) -> Suggestion:
    playbook = playbook_for(spec, playbooks)
    if playbook is None:
        raise ValueError(f"{spec.name} has no playbook")
    return Suggestion(playbook, f"{playbook.name}, because: {spec.words(standing.features[spec.name])}")


def _value(standing: Standing, hours: float, policy: OutreachPolicy) -> float:
    if standing.probability is None:
        raise ValueError("only scored people have a value")
    return net_value(
        standing.probability,
        effect=policy.assumed_effect,
        replacement_cost=policy.replacement_cost,
        hours=hours,
        hourly_cost=policy.hourly_cost,
    )


def _listing(
    candidates: Sequence[Candidate],
    owners: Mapping[str, str],
    er_managers: Sequence[ErManager],
    suggestions: Mapping[str, Suggestion],
    pick: Choose,
) -> Listing:
    by_owner: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        by_owner[owners[candidate.employee_id]].append(candidate)
    items: list[ItemRecord] = []
    for manager in er_managers:
        chosen = pick(by_owner[manager.er_manager_id], manager.weekly_hours)
        items += _items(manager.er_manager_id, chosen, suggestions)
    listed = {item.employee_id for item in items}
    rest = {c.employee_id: "no_room" if c.value > 0 else "no_gain" for c in candidates}
    return Listing(tuple(items), {who: rule for who, rule in rest.items() if who not in listed})


def _items(
    er_manager_id: str, chosen: Sequence[Candidate], suggestions: Mapping[str, Suggestion]
) -> list[ItemRecord]:
    return [
        ItemRecord(
            er_manager_id=er_manager_id,
            employee_id=candidate.employee_id,
            position=position,
            playbook_id=suggestions[candidate.employee_id].playbook.id,
            hours=candidate.hours,
            why=suggestions[candidate.employee_id].why,
        )
        for position, candidate in enumerate(chosen, start=1)
    ]
