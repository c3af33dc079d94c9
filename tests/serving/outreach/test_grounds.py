"""What calls for a conversation beside a score, and what is reserved, required and withheld."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from data_contracts.policy.outreach import OutreachPolicy
from data_contracts.policy.replacement_rules import ReplacementRules
from serving.outreach.desk import with_desk
from serving.outreach.inputs import Desk, Moment, PopulationEntry, RunInputs, UnitSignal
from serving.outreach.population import with_overrides
from serving.outreach.queries import manager_list
from serving.outreach.records import ItemRecord, OutreachRun, PersonRecord
from serving.outreach.run import make_run
from serving.outreach.storing import store_run
from serving.store.engine import reading
from training.champion import Champion

TODAY = date(2026, 7, 1)


@pytest.fixture
def inputs(kit: Any) -> RunInputs:
    """Sixty people; each ER manager has ten hours more than elsewhere, so that moments of two hours fit."""
    made: RunInputs = kit.inputs()
    managers = tuple(replace(manager, weekly_hours=manager.weekly_hours + 10) for manager in made.er_managers)
    return replace(made, er_managers=managers)


@pytest.fixture
def run_of(champion: Champion, policy: OutreachPolicy) -> Any:
    """Make a run of some inputs."""

    def make(inputs: RunInputs, **changes: Any) -> OutreachRun:
        rules = policy.model_copy(update=changes.pop("policy", {}))
        return make_run(inputs, champion, None, rules, "ef" * 32, **changes)

    return make


def line(run: OutreachRun, who: str) -> ItemRecord | None:
    """The line about one person or unit."""
    return next((item for item in run.items if who in (item.employee_id, item.unit_id)), None)


def rule(run: OutreachRun, who: str) -> str:
    """What keeps a person off the list."""
    found: PersonRecord = next(person for person in run.people if person.employee_id == who)
    return found.not_listed


def least(run: OutreachRun) -> str:
    """The person of ER-1 with the lowest score, who is on no list by risk."""
    mine = [person for person in run.people if person.er_manager_id == "ER-1" and person.not_listed]
    return min(mine, key=lambda person: person.log_odds or 0.0).employee_id


def row_of(inputs: RunInputs, who: str) -> int:
    """Where a person stands in the inputs."""
    return [person.employee_id for person in inputs.people].index(who)


GROUNDS: list[tuple[dict[str, Any], str, str, str]] = [
    ({"requested": TODAY - timedelta(days=3)}, "request", "check-in", "Asked for a conversation on 28 June 2026."),
    ({"follow_up_due": TODAY + timedelta(days=2)}, "follow_up", "check-in", "is due on 3 July 2026."),
    ({"follow_up_due": TODAY - timedelta(days=9)}, "follow_up", "check-in", "was due on 22 June 2026."),
    ({"hired": TODAY - timedelta(days=31)}, "first_days", "onboarding-check-in", "30 days with the company"),
    ({"hired": TODAY - timedelta(days=90)}, "first_days", "onboarding-check-in", "90 days with the company"),
    ({"moments": (Moment("anniversary", TODAY),)}, "journey_event", "career-conversation", "anniversary on 1 July"),
    ({"moments": (Moment("move", TODAY + timedelta(days=5)),)}, "journey_event", "check-in", "Moves on 6 July"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "kind", "playbook", "words"), GROUNDS)
def test_a_ground_lists_a_person_whom_no_score_would(
    kit: Any, inputs: RunInputs, run_of: Any, changes: dict[str, Any], kind: str, playbook: str, words: str
) -> None:
    """The lowest score of all is listed once there is a ground, with its sentence and its conversation."""
    who = least(run_of(inputs))
    found = line(run_of(kit.with_person(inputs, row_of(inputs, who), **changes)), who)
    assert found is not None
    assert (found.kind, found.playbook_id) == (kind, playbook)
    assert words in found.why


NO_GROUNDS: list[dict[str, Any]] = [
    {"moments": (Moment("return", TODAY),)},
    {"moments": (Moment("anniversary", TODAY - timedelta(days=15)),)},
    {"hired": TODAY - timedelta(days=31), "last_contact": TODAY - timedelta(days=2)},
    {"hired": TODAY - timedelta(days=50)},
    {"follow_up_due": TODAY + timedelta(days=30)},
    {"requested": TODAY - timedelta(days=1), "do_not_profile": True},
    {"requested": TODAY - timedelta(days=1), "open_case": True},
    {"follow_up_due": TODAY, "do_not_contact": True},
    {"requested": TODAY, "planned": True},
    {"hired": TODAY - timedelta(days=31), "put_off_until": TODAY + timedelta(days=1)},
]


@pytest.mark.parametrize("changes", NO_GROUNDS)
def test_no_line_without_a_ground_or_against_a_rule(
    kit: Any, inputs: RunInputs, run_of: Any, changes: dict[str, Any]
) -> None:
    """Returns are opt-in, moments pass, a talk settles them; objection, case, wish and plan stand above all."""
    who = least(run_of(inputs))
    run = run_of(kit.with_person(inputs, row_of(inputs, who), **changes))
    assert line(run, who) is None
    assert rule(run, who) != ""


def test_returns_are_listed_once_the_policy_names_them(
    kit: Any, inputs: RunInputs, run_of: Any, policy: OutreachPolicy
) -> None:
    """Opt-in: the same moment is a line as soon as `return` is among the journey events."""
    who = least(run_of(inputs))
    inputs = kit.with_person(inputs, row_of(inputs, who), moments=(Moment("return", TODAY),))
    rules = policy.ranking.model_copy(update={"journey_events": ("return",)})
    found = line(run_of(inputs, policy={"ranking": rules}), who)
    assert found is not None
    assert found.playbook_id == "return-from-leave"


def test_who_waits_in_a_trial_is_not_listed_by_score_and_reads_like_anybody(
    kit: Any, inputs: RunInputs, run_of: Any
) -> None:
    """Until the day, not on it; a request is answered at once; and the words do not tell the arm."""
    from serving.outreach.eligibility import NOT_LISTED

    first = run_of(inputs).items[0].employee_id
    until = {first: TODAY + timedelta(days=1)}
    waiting = run_of(inputs, waiting=until)
    assert (line(waiting, first), rule(waiting, first)) == (None, "waiting")
    assert NOT_LISTED["waiting"] == NOT_LISTED["no_room"]
    over = line(run_of(inputs, waiting={first: TODAY}), first)
    assert over is not None
    asked = kit.with_person(inputs, row_of(inputs, first), requested=TODAY)
    found = line(run_of(asked, waiting=until), first)
    assert found is not None
    assert found.kind == "request"


def test_the_coverage_floor_lists_people_long_unspoken_to_and_tells_what_is_missing(
    inputs: RunInputs, run_of: Any, policy: OutreachPolicy
) -> None:
    """With nothing to gain by scores the floor still fills two places; where hours lack, the shortfall is stored."""
    long_ago = tuple(replace(p, last_contact=date(2024, 1, 1)) for p in inputs.people)
    rules = policy.ranking.model_copy(update={"coverage_floor": 2})
    run = run_of(replace(inputs, people=long_ago), policy={"ranking": rules, "assumed_effect": 0.0})
    assert [item.kind for item in run.items] == ["coverage"] * 4
    assert "since 1 January 2024" in run.items[0].why
    assert [(m.coverage_due, m.coverage_floor, m.coverage_short) for m in run.er_managers] == [
        (20, 2, 0),
        (40, 2, 0),
    ]
    tight = tuple(replace(manager, weekly_hours=1.0) for manager in inputs.er_managers)
    short = run_of(
        replace(inputs, people=long_ago, er_managers=tight), policy={"ranking": rules, "assumed_effect": 0.0}
    )
    assert [manager.coverage_short for manager in short.er_managers] == [1, 1]


def test_a_person_is_listed_by_whoever_speaks_their_language_or_by_nobody(
    kit: Any, inputs: RunInputs, run_of: Any
) -> None:
    """Two ER managers have the unit: the one who speaks it owns the person; without one the rule is named."""
    who = least(run_of(inputs))
    both = (*inputs.populations, PopulationEntry("ER-2", "sales", None, date(2025, 1, 1)))
    managers = tuple(
        replace(m, languages=("en", "pt") if m.er_manager_id == "ER-2" else ("en",))
        for m in inputs.er_managers
    )
    asked = replace(inputs, er_managers=managers, populations=both)
    for language, owner, kept_off in (("", "ER-1", ""), ("pt", "ER-2", ""), ("fi", "ER-1", "language")):
        run = run_of(kit.with_person(asked, row_of(inputs, who), language=language, requested=TODAY))
        found = next(person for person in run.people if person.employee_id == who)
        assert (found.er_manager_id, found.not_listed) == (owner, kept_off)
        assert len([item for item in run.items if item.employee_id == who]) == (kept_off == "")


def test_a_conversation_goes_to_who_is_trained_for_it(
    inputs: RunInputs, run_of: Any, policy: OutreachPolicy
) -> None:
    """A playbook with a skill is suggested by nobody who lacks it; without any other playbook the rule is named."""
    playbooks = tuple(
        book.model_copy(update={"skill": "pay"}) if book.id == "stay-interview" else book
        for book in policy.playbooks
    )
    untrained = replace(
        inputs, er_managers=tuple(replace(m, skills=("coaching",)) for m in inputs.er_managers)
    )
    assert "stay-interview" in {
        item.playbook_id for item in run_of(inputs, policy={"playbooks": playbooks}).items
    }
    run = run_of(untrained, policy={"playbooks": playbooks})
    assert run.items
    assert "stay-interview" not in {item.playbook_id for item in run.items}
    only = tuple(book for book in playbooks if book.id == "stay-interview")
    nothing = run_of(untrained, policy={"playbooks": only})
    assert nothing.items == ()
    assert {person.not_listed for person in nothing.people} == {"no_skill"}


SIGNALS = (
    UnitSignal("line-1", "mood", "The mood fell from good to mixed.", TODAY - timedelta(days=4)),
    UnitSignal(
        "line-1", "topic", "Workload is new among the topics.", TODAY - timedelta(days=4), "workload", 1.5
    ),
    UnitSignal("sales", "kpi", "Voluntary turnover rose.", TODAY - timedelta(days=1)),
    UnitSignal("gone", "kpi", "Nobody knows this unit.", TODAY),
)


def test_a_unit_is_a_line_with_a_group_playbook_and_no_name(
    kit: Any, engine: Engine, inputs: RunInputs, run_of: Any
) -> None:
    """One line a unit, by its strongest signal, on the list of whoever has the unit, and read by nobody else."""
    run = run_of(replace(inputs, signals=SIGNALS))
    found = {item.unit_id: item for item in run.items if item.kind == "unit"}
    assert {unit: (item.er_manager_id, item.playbook_id) for unit, item in found.items()} == {
        "line-1": ("ER-2", "unit-workload-review"),
        "sales": ("ER-1", "listening-session"),
    }
    run_id = store_run(engine, run, kit.now).run_id
    with reading(engine) as conn:
        lists = {manager: manager_list(conn, run_id, manager) for manager in ("ER-1", "ER-2")}
    [shown] = [item for item in lists["ER-2"].items if item.subject == "unit"]
    assert (shown.name, shown.unit, shown.employee_id, shown.band) == ("Line 1", "Plant", None, "unknown")
    assert shown.why == "Workload is new among the topics."
    assert not [person for person in inputs.people if person.name in repr(shown)]
    assert [item.name for item in lists["ER-1"].items if item.subject == "unit"] == ["Sales"]


def test_a_policy_without_group_playbooks_lists_no_unit(
    inputs: RunInputs, run_of: Any, policy: OutreachPolicy
) -> None:
    """A home's file from before loads, and its lists are about people alone."""
    run = run_of(replace(inputs, signals=SIGNALS), policy={"playbooks": policy.person_playbooks})
    assert {item.kind for item in run.items} == {"risk"}


def test_hours_planned_already_are_not_given_away_again(inputs: RunInputs, run_of: Any) -> None:
    """What was accepted from an earlier list takes its hours, its person and their follow-up from this one."""
    first = run_of(inputs).items[0]
    desk = Desk(planned=frozenset({first.employee_id or ""}), planned_hours={"ER-1": 15.0})
    run = run_of(with_desk(inputs, desk))
    assert rule(run, first.employee_id or "") == "planned"
    assert sum(item.hours for item in run.items if item.er_manager_id == "ER-1") <= 1.0
    assert run.er_managers[0].planned_hours == 15.0


def test_a_contact_of_yesterday_starts_the_cool_down_and_answers_a_request(
    kit: Any, inputs: RunInputs, run_of: Any
) -> None:
    """What was logged here counts like what was imported."""
    first = run_of(inputs).items[0].employee_id
    asked = kit.with_person(inputs, row_of(inputs, first), requested=TODAY - timedelta(days=5))
    run = run_of(with_desk(asked, Desk(last_contact={first: TODAY - timedelta(days=1)})))
    assert rule(run, first) == "cool_down"


def test_a_reassignment_holds_from_its_day_until_a_later_entry(inputs: RunInputs, run_of: Any) -> None:
    """A new ER manager in mid-week has the unit in the next run, and nobody has it twice."""
    entries = inputs.populations
    override = PopulationEntry("ER-2", "sales", None, date(2026, 6, 30))
    run = run_of(replace(inputs, populations=with_overrides(entries, [override], TODAY)))
    assert {person.er_manager_id for person in run.people} == {"ER-2"}
    later = PopulationEntry("ER-2", "sales", None, TODAY + timedelta(days=1))
    assert with_overrides(entries, [later], TODAY) == entries
    newer = (*entries, PopulationEntry("ER-1", "sales", None, TODAY))
    owners = {
        p.er_manager_id
        for p in run_of(replace(inputs, populations=with_overrides(newer, [override], TODAY))).people
    }
    assert owners == {"ER-1", "ER-2"}


def test_every_list_says_that_none_is_better(inputs: RunInputs, run_of: Any) -> None:
    """The proof is stored with the run."""
    assert [manager.gap for manager in run_of(inputs).er_managers] == [0.0, 0.0]


@pytest.mark.parametrize(
    ("rules", "person"),
    [
        (ReplacementRules(by_job_family={"Rare": 3_000_000.0}), {"job_family": "Rare"}),
        (ReplacementRules(share_of_salary=1.0), {"annual_salary": 3_000_000.0}),
    ],
)
def test_a_costly_replacement_counts_once_the_policy_says_so(
    inputs: RunInputs, run_of: Any, kit: Any, rules: ReplacementRules, person: dict[str, Any]
) -> None:
    """Whoever has the lowest score comes first where replacing them costs a hundred times as much, and only there; the
    money stands in no line."""
    who = least(run_of(inputs))
    costly = kit.with_person(inputs, row_of(inputs, who), **person)
    assert line(run_of(costly), who) is None
    listed = line(run_of(costly, policy={"replacement": rules}), who)
    assert listed is not None
    assert listed.position == 1
    assert "3,000,000" not in repr(listed)


def test_an_er_manager_without_hours_has_an_empty_list_and_the_others_theirs(
    inputs: RunInputs, run_of: Any
) -> None:
    """Capacity zero is no error: people are told to have no room, and what coverage lacks is counted."""
    first, second = inputs.er_managers
    run = run_of(replace(inputs, er_managers=(replace(first, weekly_hours=0.0), second)))
    assert {item.er_manager_id for item in run.items} == {second.er_manager_id}
    mine = [person for person in run.people if person.er_manager_id == first.er_manager_id]
    assert {person.not_listed for person in mine} <= {"no_room", "no_gain"}
    assert [record.weekly_hours for record in run.er_managers] == [0.0, second.weekly_hours]
