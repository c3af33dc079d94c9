"""Invented companies end to end: weekly runs, a trial, conversations that help or do not, notices, and the verdict.

`make soak` asks for more of them (ERMINE_LIVE_WORLDS).
"""

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from sqlalchemy import select, update

from ermine.jobs.waiting_list import DrawnRun, with_lots
from serving.impact.outcomes import Facts, record_outcomes
from serving.impact.planning import plan_of
from serving.impact.reading import Impact, impact_of
from serving.impact.trials import TrialSetting, start_trial
from serving.outreach.inputs import RunInputs
from serving.outreach.run import make_run
from serving.outreach.storing import store_run
from serving.store.engine import open_engine, reading, writing
from serving.store.impact_tables import trial_people, trials
from serving.store.migrate import migrate
from training.impact.arms import NOW
from training.impact.business import sealed

pytestmark = pytest.mark.slow

WAIT, HALF = 90, 180
SETTING = TrialSetting(approved=True)
PLANTED = (0.85, 0.0, 0.4)
"""The share of notices that a conversation prevents from its day on, world after world."""

WORLDS = [(seed, PLANTED[seed % 3]) for seed in range(int(os.environ.get("ERMINE_LIVE_WORLDS", "3")))]


class Company:
    """People whose notices depend on when they are talked to; everybody on a list is talked to two days later."""

    def __init__(self, kit: Any, policy: Any, url: str, seed: int, drop: float) -> None:
        self.kit, self.policy, self.drop = kit, policy, drop
        self.champion = kit.sign(kit.scorecard().model_copy(update={"base": 0.2}))
        self.engine = open_engine(url)
        migrate(self.engine)
        made = kit.inputs(450, seed=seed)
        managers = tuple(replace(one, weekly_hours=16.0) for one in made.er_managers)
        self.inputs = replace(made, er_managers=managers)
        self.luck = np.random.default_rng(seed).exponential(size=450)
        self.rates: dict[str, float] = {}
        self.contacts: dict[str, date] = {}

    def week(self, number: int) -> DrawnRun:
        """Make and store a week's run, and hold its conversations."""
        inputs = self.people_on(self.kit.as_of + timedelta(weeks=number))

        def make(waits: Any, effect: float) -> Any:
            return make_run(inputs, self.champion, None, self.policy, "ef" * 32, waiting=waits, effect=effect)

        drawn = with_lots(self.engine, inputs, self.policy, True, make)
        store_run(self.engine, drawn.run, self.kit.now, lambda conn, stored: drawn.store(conn, stored.run_id))
        if not self.rates:
            chances = {person.employee_id: person.probability for person in drawn.run.people}
            self.rates = {who: -np.log(1 - chance) / HALF for who, chance in chances.items()}
        for item in drawn.run.items:
            self.contacts.setdefault(item.employee_id or "", inputs.as_of + timedelta(days=2))
        return drawn

    def people_on(self, day: date) -> RunInputs:
        """The company on a day: who has been talked to, and who has given notice."""
        gone = self.notices() if self.rates else {}
        people = tuple(
            replace(
                person,
                in_notice=gone.get(person.employee_id, date.max) < day,
                last_contact=self.contacts.get(person.employee_id),
            )
            for person in self.inputs.people
        )
        return replace(self.inputs, people=people, as_of=day)

    def notices(self) -> dict[str, date]:
        """When each person gives notice, as far as the conversations held so far let them."""
        return {
            person.employee_id: self.kit.as_of + timedelta(days=self._day(person.employee_id, luck))
            for person, luck in zip(self.inputs.people, self.luck, strict=True)
        }

    def _day(self, who: str, luck: float) -> int:
        rate = self.rates[who]
        talked = (self.contacts[who] - self.kit.as_of).days if who in self.contacts else np.inf
        before = min(luck / rate, talked)
        after = max(luck - rate * before, 0.0) / (rate * (1 - self.drop))
        return int(min(np.ceil(before + after), 3650))

    def planted(self, lots: list[Any]) -> float:
        """What being drawn for now does to the chance of notice within the wait, given who was reached and when."""
        changes = []
        for lot in (lot for lot in lots if lot.arm == NOW):
            rate, talk = self.rates[lot.employee_id], self.contacts.get(lot.employee_id)
            days = WAIT if talk is None else min(max((talk - lot.assigned_on).days, 0), WAIT)
            with_talk = days + (1 - self.drop) * (WAIT - days)
            changes.append(np.exp(-rate * WAIT) - np.exp(-rate * with_talk))
        return float(np.mean(changes))


@dataclass(frozen=True)
class World:
    """What came of one company's trial."""

    drop: float
    planted: float
    impact: Impact
    again: Impact
    arms_by_week: list[dict[str, str]]
    next_run: DrawnRun


@pytest.fixture(scope="module", params=WORLDS, ids=lambda one: f"{one[0]}-{one[1]}")
def world(
    request: pytest.FixtureRequest, kit: Any, policy: Any, tmp_path_factory: Callable[..., Any] | Any
) -> World:
    """A run, the planner's yes, eight weeks of lots, and what is known when the last wait is over."""
    seed, drop = request.param
    url = f"sqlite:///{tmp_path_factory.mktemp('live') / 'ermine.db'}"
    company = Company(kit, policy, url, seed, drop)
    company.week(0)
    with writing(company.engine) as conn:
        start_trial(
            conn, plan_of(conn, SETTING), approved=True, waiting_share=0.5, wait_days=WAIT,
            on=kit.as_of, privacy_policy_hash="ef" * 32,
        )  # fmt: skip
        conn.execute(update(trials).values(key=f"{seed:064x}"))  # the same lots each time
    arms = []
    for number in range(1, 9):
        company.week(number)
        with reading(company.engine) as conn:
            lots = conn.execute(select(trial_people)).all()
        arms.append({lot.employee_id: lot.arm for lot in lots})
    until = kit.as_of + timedelta(weeks=8, days=WAIT)
    with writing(company.engine) as conn:
        talks = {who: (day,) for who, day in company.contacts.items()}
        record_outcomes(conn, Facts(until, company.notices(), {}, talks))
    planted = company.planted(lots)
    found = []
    for _ in range(2):
        with reading(company.engine) as conn:
            found.append(impact_of(conn, SETTING))
    next_run = company.week(22)
    company.engine.dispose()
    return World(drop, planted, found[0], found[1], arms, next_run)


def test_the_interval_of_the_verdict_holds_what_was_planted(world: World) -> None:
    """The difference between the arms, however often one looks; a strong effect is found, and none is invented."""
    report = world.impact.report
    assert report is not None
    assert report.known > 250
    assert report.any_time is not None
    assert (report.any_time.low or 0) <= world.planted <= (report.any_time.high or 0)
    if world.drop == max(PLANTED):
        assert report.verdict == "helped"
    assert report.verdict != "harmed"
    assert world.drop or report.verdict == "cannot_tell"


def test_no_arm_changes_from_week_to_week(world: World) -> None:
    """Whoever has a lot keeps it in every later run, and both arms grow alike."""
    for before, after in zip(world.arms_by_week, world.arms_by_week[1:], strict=False):
        assert {who: after[who] for who in before} == before
    arms = list(world.arms_by_week[-1].values())
    assert abs(arms.count("now") - arms.count("later")) <= 8


def test_the_next_lists_go_by_the_effect_that_the_trial_allows(world: World) -> None:
    """Measured where it helped, else the assumption or less; the run and the impact say the same of it."""
    effect, report = world.impact.effect, world.impact.report
    assert effect is not None
    assert report is not None
    assert (effect.source == "measured") == (report.verdict == "helped")
    assert world.next_run.effect == effect
    assert effect.words in world.next_run.run.header.explanation


def test_the_business_case_of_a_trial_is_recomputed_to_the_byte(world: World) -> None:
    """Twice from the same log, with money in it."""
    first, second = world.impact.business_case, world.again.business_case
    assert first is not None
    assert second is not None
    assert first["net"]["low"] <= first["net"]["value"] <= first["net"]["high"]
    assert sealed(first) == sealed(second)
