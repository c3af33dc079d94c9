"""Half a year of weekly runs with a waiting list: lots are kept, honoured, and stored with the run or not at all."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select

from data_contracts.policy.outreach import OutreachPolicy
from ermine.jobs.waiting_list import DrawnRun, with_lots
from serving.impact.trials import TrialRefused, start_trial, stop_trial
from serving.impact.waiting import waiting
from serving.outreach.inputs import RunInputs
from serving.outreach.records import OutreachRun
from serving.outreach.run import make_run
from serving.outreach.storing import store_run
from serving.store.engine import reading, writing
from serving.store.impact_tables import run_terms, trial_people
from training.champion import Champion
from training.impact.planning import Plan

CAN_START = Plan((None, 0.4), 500, 0.1, 0)


@pytest.fixture
def trial(engine: Engine, kit: Any) -> str:
    """A running trial in which half of those drawn wait."""
    with writing(engine) as conn:
        return begin(conn, kit.as_of)


def begin(conn: Any, on: date, plan: Plan = CAN_START, approved: bool = True) -> str:
    """Start a trial."""
    return start_trial(
        conn, plan, approved=approved, waiting_share=0.5, wait_days=90, on=on, privacy_policy_hash="ef" * 32
    ).trial_id


class Weeks:
    """Makes and stores runs as `ermine run` does."""

    def __init__(self, engine: Engine, champion: Champion, policy: OutreachPolicy, kit: Any) -> None:
        self.engine, self.champion, self.policy, self.kit = engine, champion, policy, kit

    def inputs(self, week: int, n: int = 240) -> RunInputs:
        """The company on a Monday; features move from week to week."""
        made = self.kit.inputs(n, seed=week)
        return replace(made, as_of=self.kit.as_of + timedelta(weeks=week))

    def run(self, inputs: RunInputs, approved: bool = True) -> DrawnRun:
        """One run, stored with its lots."""

        def make(waits: Mapping[str, date], effect: float) -> OutreachRun:
            return make_run(inputs, self.champion, None, self.policy, "ef" * 32, waiting=waits, effect=effect)

        drawn = with_lots(self.engine, inputs, self.policy, approved, make)
        store_run(self.engine, drawn.run, self.kit.now, lambda conn, stored: drawn.store(conn, stored.run_id))
        return drawn

    def lots(self) -> dict[str, tuple[str, date]]:
        """Everybody's arm and day of the lot."""
        with reading(self.engine) as conn:
            rows = conn.execute(
                select(trial_people.c.employee_id, trial_people.c.arm, trial_people.c.assigned_on)
            )
            return {row.employee_id: (row.arm, row.assigned_on) for row in rows}


@pytest.fixture
def weeks(engine: Engine, champion: Champion, policy: OutreachPolicy, kit: Any) -> Weeks:
    """Runs on the test's store."""
    return Weeks(engine, champion, policy, kit)


def by_score(run: OutreachRun) -> set[str]:
    """Who is on a list because of a score."""
    return {item.employee_id for item in run.items if item.kind == "risk" and item.employee_id}


@pytest.mark.slow
def test_in_26_weekly_runs_no_arm_changes_and_nobody_who_waits_is_listed(weeks: Weeks, trial: str) -> None:
    """A lot is drawn once; until the wait is over no list has the person by score; afterwards lists may."""
    before: dict[str, tuple[str, date]] = {}
    listed_after_the_wait: set[str] = set()
    for week in range(26):
        inputs = weeks.inputs(week)
        run = weeks.run(inputs).run
        lots = weeks.lots()
        assert {who: lots[who] for who in before} == before
        before = lots
        waits = {who for who, (arm, on) in lots.items() if arm == "later" and (inputs.as_of - on).days < 90}
        assert not by_score(run) & waits
        listed_after_the_wait |= {who for who in by_score(run) if lots.get(who, ("now",))[0] == "later"}
    arms = [arm for arm, _ in before.values()]
    assert len(arms) > 40
    assert abs(arms.count("now") - arms.count("later")) <= 6
    assert listed_after_the_wait


def test_the_same_run_again_draws_nothing_more(weeks: Weeks, trial: str) -> None:
    """Making a day's run twice leaves the lots as they were."""
    weeks.run(weeks.inputs(0))
    lots = weeks.lots()
    again = weeks.run(weeks.inputs(0))
    assert lots
    assert weeks.lots() == lots
    assert again.lots is not None
    assert again.lots.lots == ()


def test_the_places_are_filled_by_those_who_need_not_wait(weeks: Weeks, trial: str) -> None:
    """So many lots are drawn that the list is about as long as without a trial."""
    free = by_score(weeks.run(weeks.inputs(0), approved=False).run)
    drawn = weeks.run(weeks.inputs(0))
    assert len(by_score(drawn.run)) >= len(free) - 1
    now = {who for who, (arm, _) in weeks.lots().items() if arm == "now"}
    assert len(by_score(drawn.run) & now) >= len(free) - 2


def test_nobody_who_asked_was_promised_or_is_new_takes_part(weeks: Weeks, trial: str) -> None:
    """They get no lot, in whatever band, and who asked is listed all the same."""
    inputs = weeks.inputs(0, n=120)
    day = inputs.as_of
    asked = weeks.kit.with_person(inputs, 0, requested=day - timedelta(days=3))
    asked = weeks.kit.with_person(asked, 1, follow_up_due=day)
    asked = weeks.kit.with_person(asked, 2, hired=day - timedelta(days=80))
    asked = weeks.kit.with_person(asked, 3, open_case=True)
    run = weeks.run(asked).run
    assert not {"E0000", "E0001", "E0002", "E0003"} & set(weeks.lots())
    assert "E0000" in {item.employee_id for item in run.items}


def test_somebody_who_waits_and_asks_is_listed(weeks: Weeks, trial: str) -> None:
    """A request goes before the lot: the arm stays, the conversation takes place."""
    weeks.run(weeks.inputs(0))
    who = next(who for who, (arm, _) in sorted(weeks.lots().items()) if arm == "later")
    inputs = weeks.inputs(1)
    asked = weeks.kit.with_person(inputs, int(who[1:]), requested=inputs.as_of)
    run = weeks.run(asked).run
    assert who in {item.employee_id for item in run.items}
    assert weeks.lots()[who][0] == "later"


def test_a_run_that_cannot_be_stored_leaves_no_lot(weeks: Weeks, trial: str) -> None:
    """Lots and run are one transaction."""
    inputs = weeks.inputs(0)

    def make(waits: Mapping[str, date], effect: float) -> OutreachRun:
        return make_run(inputs, weeks.champion, None, weeks.policy, "ef" * 32, waiting=waits, effect=effect)

    drawn = with_lots(weeks.engine, inputs, weeks.policy, True, make)

    def fail(conn: Any, stored: Any) -> None:
        drawn.store(conn, stored.run_id)
        raise OSError("no space left on device")

    with pytest.raises(OSError, match="no space"):
        store_run(weeks.engine, drawn.run, weeks.kit.now, fail)
    assert weeks.lots() == {}


def test_without_approval_or_after_the_stop_nobody_waits(weeks: Weeks, trial: str, kit: Any) -> None:
    """An approval taken back, and a stopped trial, let everybody be listed."""
    weeks.run(weeks.inputs(0))
    later = {who for who, (arm, _) in weeks.lots().items() if arm == "later"}
    assert by_score(weeks.run(weeks.inputs(0), approved=False).run) & later
    with writing(weeks.engine) as conn:
        stop_trial(conn, kit.as_of)
        assert waiting(conn, kit.as_of) == {}


def test_a_run_remembers_its_terms(weeks: Weeks) -> None:
    """Costs and the effect in use are stored with the run, and its explanation says which effect that is."""
    drawn = weeks.run(weeks.inputs(0))
    with reading(weeks.engine) as conn:
        row = conn.execute(select(run_terms)).mappings().one()
    assert row["effect"] == weeks.policy.assumed_effect
    assert row["effect_from"] == "assumed"
    assert "assumed" in drawn.run.header.explanation


def test_a_trial_that_can_teach_nothing_or_is_not_approved_is_refused(engine: Engine, kit: Any) -> None:
    """Exactly one half is small enough, a hair more is not; without approval nothing is; two at once are not."""
    with writing(engine) as conn:
        with pytest.raises(TrialRefused, match="too few people"):
            begin(conn, kit.as_of, Plan((0.500001,), 500, 0.1, 40))
        with pytest.raises(TrialRefused, match="privacy officer"):
            begin(conn, kit.as_of, approved=False)
        assert begin(conn, kit.as_of, Plan((0.5,), 500, 0.1, 0)) == "trial-1"
        with pytest.raises(TrialRefused, match="is running"):
            begin(conn, kit.as_of)
