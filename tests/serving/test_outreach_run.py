"""An outreach run: who is scored, who is listed, why, and about what."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from data_contracts.policy.outreach import OutreachPolicy
from serving.outreach.eligibility import NOT_LISTED
from serving.outreach.inputs import PopulationEntry, RunInputs
from serving.outreach.records import OutreachRun, PersonRecord
from serving.outreach.run import NobodyToContact, PopulationsRefused, make_run
from training.champion import Champion
from training.columns import InputsRefused
from training.scorecard import Scorecard, sigmoid


@pytest.fixture
def run(inputs: RunInputs, champion: Champion, policy: OutreachPolicy) -> OutreachRun:
    """A run of the sixty people."""
    return make_run(inputs, champion, None, policy, "ef" * 32)


def person(run: OutreachRun, employee_id: str) -> PersonRecord:
    """One person of the run."""
    return next(person for person in run.people if person.employee_id == employee_id)


def listed(run: OutreachRun, er_manager_id: str | None = None) -> list[str]:
    """Who is listed, in order."""
    return [i.employee_id for i in run.items if er_manager_id in (None, i.er_manager_id)]


def test_everybodys_reasons_sum_to_their_score(run: OutreachRun) -> None:
    """Base plus contributions is the log-odds, and its sigmoid the probability."""
    assert len(run.people) == 60
    for record in run.people:
        assert record.log_odds == pytest.approx(
            run.header.base + sum(record.contributions.values()), abs=1e-9
        )
        assert record.probability == pytest.approx(float(sigmoid(np.array(record.log_odds))), abs=1e-12)


def test_each_er_managers_list_fits_their_hours_and_holds_only_their_people(run: OutreachRun) -> None:
    """Hours are those of the manager; every person listed is looked after by that manager."""
    for manager in run.er_managers:
        items = [item for item in run.items if item.er_manager_id == manager.er_manager_id]
        assert items
        assert sum(item.hours for item in items) <= manager.weekly_hours
        assert [item.position for item in items] == list(range(1, len(items) + 1))
        assert {person(run, item.employee_id).er_manager_id for item in items} == {manager.er_manager_id}


def test_everybody_is_listed_or_has_a_reason_why_not(run: OutreachRun) -> None:
    """There is no third case, and each reason has words."""
    for record in run.people:
        assert (record.not_listed == "") == (record.employee_id in listed(run))
        assert record.not_listed == "" or NOT_LISTED[record.not_listed]


BARRED: list[tuple[dict[str, Any], str, str]] = [
    ({"in_notice": True}, "in_notice", "in_notice"),
    ({"open_case": True}, "open_case", "open_case"),
    ({"do_not_profile": True}, "objected", "objected"),
    ({"do_not_profile": True, "in_notice": True}, "objected", "objected"),
    ({"do_not_contact": True}, "scored", "do_not_contact"),
    ({"known_leaver": True}, "scored", "known_leaver"),
    ({"last_contact": date(2026, 7, 1) - timedelta(days=59)}, "scored", "cool_down"),
    ({"unit_id": "top"}, "scored", "no_owner"),
]


@pytest.mark.parametrize(("changes", "status", "rule"), BARRED)
def test_a_rule_keeps_the_person_who_was_first_off_the_list(
    run: OutreachRun, kit: Any, inputs: RunInputs, champion: Champion, policy: OutreachPolicy,
    changes: dict[str, Any], status: str, rule: str,
) -> None:  # fmt: skip
    """Whoever would have been first is not listed once the rule holds for them, and the rule is recorded."""
    first = listed(run)[0]
    row = [p.employee_id for p in inputs.people].index(first)
    again = make_run(kit.with_person(inputs, row, **changes), champion, None, policy, "ef" * 32)
    assert first not in listed(again)
    assert (person(again, first).status, person(again, first).not_listed) == (status, rule)


def test_after_the_cool_down_a_person_may_be_listed_again(
    run: OutreachRun, kit: Any, inputs: RunInputs, champion: Champion, policy: OutreachPolicy
) -> None:
    """The policy's 60 days after the last contact the rule has ended."""
    first = listed(run)[0]
    row = [p.employee_id for p in inputs.people].index(first)
    last = date(2026, 7, 1) - timedelta(days=policy.cool_down_days)
    again = make_run(kit.with_person(inputs, row, last_contact=last), champion, None, policy, "ef" * 32)
    assert listed(again)[0] == first


def test_nothing_is_kept_about_the_score_of_people_who_objected(
    kit: Any, inputs: RunInputs, champion: Champion, policy: OutreachPolicy
) -> None:
    """No features, contributions, log-odds or band: an objection is not a hidden score."""
    run = make_run(kit.with_person(inputs, 0, do_not_profile=True), champion, None, policy, "ef" * 32)
    record = person(run, "E0000")
    assert (record.features, record.contributions, record.log_odds, record.band) == ({}, {}, None, "unknown")


def test_the_features_of_barred_people_do_not_reach_the_model(
    kit: Any, inputs: RunInputs, champion: Champion, policy: OutreachPolicy
) -> None:
    """An infinite value, which the model refuses, goes unseen in the row of somebody who objected."""
    table = inputs.table.to_pydict()
    table["overtime_ratio"][0] = float("inf")
    poisoned = replace(inputs, table=type(inputs.table).from_pydict(table, schema=inputs.table.schema))
    with pytest.raises(InputsRefused, match="infinite"):
        make_run(poisoned, champion, None, policy, "ef" * 32)
    run = make_run(kit.with_person(poisoned, 0, do_not_profile=True), champion, None, policy, "ef" * 32)
    assert person(run, "E0000").status == "objected"


def test_the_conversation_is_about_the_strongest_reason_that_can_be_changed(
    run: OutreachRun, policy: OutreachPolicy
) -> None:
    """Only pay and workload are actionable here: whichever raises the score most names the playbook."""
    playbooks = {"months_since_raise": "stay-interview", "overtime_ratio": "workload-review"}
    seen = set()
    for item in run.items:
        contributions = person(run, item.employee_id).contributions
        strongest = max(playbooks, key=lambda name: contributions[name])
        expected = playbooks[strongest] if contributions[strongest] > 0 else "check-in"
        assert item.playbook_id == expected
        assert item.hours == policy.playbook(expected).hours
        seen.add(expected)
    assert len(seen) > 1


def test_the_same_inputs_give_the_same_run(
    inputs: RunInputs, champion: Champion, policy: OutreachPolicy
) -> None:
    """Two runs of the same inputs have the same content; another policy's run has not."""
    first, second = (make_run(inputs, champion, None, policy, "ef" * 32) for _ in range(2))
    assert first.content_hash == second.content_hash
    other = policy.model_copy(update={"assumed_effect": 0.2})
    assert make_run(inputs, champion, None, other, "ef" * 32).content_hash != first.content_hash


def test_when_nothing_can_be_gained_the_list_is_empty(
    inputs: RunInputs, champion: Champion, policy: OutreachPolicy
) -> None:
    """An effect of 0 makes every conversation cost more than it saves."""
    run = make_run(inputs, champion, None, policy.model_copy(update={"assumed_effect": 0.0}), "ef" * 32)
    assert run.items == ()
    assert {record.not_listed for record in run.people} == {"no_gain"}


def test_a_cold_start_goes_by_time_with_the_company_and_gives_nobody_a_score(
    inputs: RunInputs, cold_start: Scorecard, policy: OutreachPolicy
) -> None:
    """Without a model the list is in the order of the tenure hazard, bands are unknown and the run says so."""
    run = make_run(inputs, None, cold_start, policy, "ef" * 32)
    assert run.header.kind == "cold_start"
    assert "no personal model" in run.header.explanation
    assert {(p.status, p.band, p.log_odds) for p in run.people} == {("cold_start", "unknown", None)}
    tenure = dict(
        zip([p.employee_id for p in inputs.people], inputs.table["tenure_months"].to_pylist(), strict=True)
    )
    hazards = {None: 0.0, 0: 0.8, 1: 0.1, 2: -0.6}
    hazard = {who: hazards[t if t is None else int(t >= 12) + int(t >= 60)] for who, t in tenure.items()}
    for manager, count in (("ER-1", 6), ("ER-2", 4)):
        mine = [p.employee_id for p in run.people if p.er_manager_id == manager]
        assert listed(run, manager) == sorted(mine, key=lambda who: (-hazard[who], who))[:count]


def test_without_a_tenure_list_a_cold_start_goes_by_the_longest_time_without_contact(
    kit: Any, inputs: RunInputs, policy: OutreachPolicy
) -> None:
    """Never contacted first, then the longest ago; those contacted lately are in their cool-down."""
    for row in range(60):
        inputs = kit.with_person(inputs, row, last_contact=date(2025, 1, 1) + timedelta(days=(row * 7) % 61))
    inputs = kit.with_person(inputs, 9, last_contact=None)
    run = make_run(inputs, None, None, policy, "ef" * 32)
    contacts = {p.employee_id: p.last_contact or date.min for p in run.people if p.er_manager_id == "ER-1"}
    assert listed(run, "ER-1") == sorted(contacts, key=lambda who: (contacts[who], who))[:6]
    assert listed(run, "ER-1")[0] == "E0009"


def test_people_who_objected_are_not_on_a_cold_start_list_either(
    kit: Any, inputs: RunInputs, cold_start: Scorecard, policy: OutreachPolicy
) -> None:
    """An objection holds without a model too."""
    first = listed(make_run(inputs, None, cold_start, policy, "ef" * 32))[0]
    row = [p.employee_id for p in inputs.people].index(first)
    run = make_run(kit.with_person(inputs, row, do_not_profile=True), None, cold_start, policy, "ef" * 32)
    assert first not in listed(run)
    assert person(run, first).status == "objected"


def test_a_run_says_what_it_was_made_with(
    run: OutreachRun, champion: Champion, policy: OutreachPolicy
) -> None:
    """Model, data, both policies and the days are part of the run."""
    header = run.header
    assert (header.model_name, header.model_version, header.model_digest) == ("attrition", 3, champion.digest)
    assert (header.outreach_policy_hash, header.privacy_policy_hash) == (policy.hash, "ef" * 32)
    assert (header.as_of, header.valid_until) == (date(2026, 7, 1), date(2026, 7, 8))
    assert [band["follow_up"] for band in header.bands] == list(policy.bands.follow_up.model_dump().values())


def test_a_day_without_people_is_refused(champion: Champion, policy: OutreachPolicy, kit: Any) -> None:
    """There is nobody to list, and the refusal names the day."""
    with pytest.raises(NobodyToContact, match="2026-07-01"):
        make_run(kit.inputs(0), champion, None, policy, "ef" * 32)


def test_populations_that_nobody_is_responsible_for_are_refused(
    inputs: RunInputs, champion: Champion, policy: OutreachPolicy
) -> None:
    """No entry in force, or one of an unknown ER manager, is a refusal and not an empty list."""
    later = (PopulationEntry("ER-1", "top", None, date(2026, 7, 2)),)
    with pytest.raises(PopulationsRefused, match="no ER manager"):
        make_run(replace(inputs, populations=later), champion, None, policy, "ef" * 32)
    unknown = (PopulationEntry("ER-9", "top", None, date(2026, 1, 1)),)
    with pytest.raises(PopulationsRefused, match="ER-9"):
        make_run(replace(inputs, populations=unknown), champion, None, policy, "ef" * 32)


def test_progress_is_told_from_start_to_end(
    inputs: RunInputs, champion: Champion, policy: OutreachPolicy
) -> None:
    """The first call says 0 of n, the last n of n."""
    calls: list[tuple[int, int, str]] = []
    make_run(inputs, champion, None, policy, "ef" * 32, lambda *call: calls.append(call))
    assert calls[0][0] == 0
    assert calls[-1][0] == calls[-1][1]
    assert [call[0] for call in calls] == sorted(call[0] for call in calls)
