"""What a trial could find out, from the people and places of a stored run."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine

from serving.impact.planning import intake_of, plan_of
from serving.impact.trials import TrialRefused, TrialSetting, start_trial
from serving.outreach.run import make_run
from serving.outreach.storing import store_run
from serving.store.engine import reading, writing

SETTING = TrialSetting(approved=True)


def stored(engine: Engine, kit: Any, champion: Any, policy: Any, people: int, hours: float) -> None:
    """A run over so many people whose two ER managers have so many hours each."""
    inputs = kit.inputs(people)
    managers = tuple(replace(one, weekly_hours=hours) for one in inputs.er_managers)
    run = make_run(replace(inputs, er_managers=managers), champion, None, policy, "ef" * 32)
    store_run(engine, run, kit.now)


def test_a_small_company_is_refused_with_the_number_of_people_it_lacks(
    engine: Engine, kit: Any, champion: Any, policy: Any
) -> None:
    """Sixty people can teach nothing: the planner says so, and about how many more it would take."""
    stored(engine, kit, champion, policy, 60, 6.0)
    with writing(engine) as conn:
        plan = plan_of(conn, SETTING)
        assert not plan.can_start
        assert plan.more_people > 100
        with pytest.raises(TrialRefused, match="Not measured: too few people"):
            start_trial(
                conn,
                plan,
                approved=True,
                waiting_share=0.5,
                wait_days=90,
                on=kit.as_of,
                privacy_policy_hash="x",
            )


def test_a_large_company_with_hours_can_start(engine: Engine, kit: Any, champion: Any, policy: Any) -> None:
    """Three thousand people and forty hours each week: a drop of one half is found within two years."""
    stored(engine, kit, champion, policy, 3000, 40.0)
    with reading(engine) as conn:
        intake = intake_of(conn, waiting_share=0.5, wait_days=90)
        plan = plan_of(conn, SETTING)
    assert intake.a_week > 20
    assert list(intake.likely) == sorted(intake.likely, reverse=True)
    assert plan.can_start


def test_without_a_run_nobody_would_be_drawn(engine: Engine) -> None:
    """An empty store has no plan."""
    with reading(engine) as conn:
        assert plan_of(conn, SETTING).people == 0
