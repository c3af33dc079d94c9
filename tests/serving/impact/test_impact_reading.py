"""The impact read from the store: pooled, as drawn, and the business case the same to the byte."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, func, select
from starlette.testclient import TestClient

from serving.access.roles import Role
from serving.impact.outcomes import Facts, PastLot, forget, record_outcomes, take_history
from serving.impact.reading import Impact, impact_of
from serving.impact.terms import store_terms
from serving.impact.trials import TrialSetting
from serving.outreach.run import make_run
from serving.outreach.storing import store_run
from serving.store.engine import open_engine, reading, writing
from serving.store.impact_tables import trial_people
from training.impact.business import Terms, sealed
from training.impact.effect import effect_in_use


def read(engine: Engine) -> Impact:
    """The impact as the store has it."""
    with reading(engine) as conn:
        return impact_of(conn, TrialSetting(approved=True))


@pytest.fixture
def told(history: Engine, kit: Any, champion: Any, policy: Any) -> Engine:
    """The same store after a run, which brings hours and costs."""
    run = make_run(kit.inputs(60), champion, None, policy, "ef" * 32)

    def note(conn: Any, stored: Any) -> None:
        store_terms(conn, stored.run_id, Terms("EUR", 60.0, 30_000.0), 0.15, effect_in_use(0.15, None))

    store_run(history, run, kit.now, note)
    return history


def test_the_effect_is_that_of_the_people_as_drawn(history: Engine) -> None:
    """30 of 500 against 80 of 500: ten fewer in 100, and the verdict says that talking helped."""
    report = read(history).report
    assert report is not None
    assert (report.now, report.later) is not None
    assert report.any_time is not None
    assert report.any_time.value == pytest.approx(-0.1)
    assert report.verdict == "helped"


def test_talking_early_all_the_same_moves_nobody_to_the_other_arm(history: Engine) -> None:
    """Ten who were to wait were talked to: they are counted as overrides and stay in their arm."""
    found = read(history)
    assert found.overrides is not None
    assert (found.overrides.waited, found.overrides.talked_to) == (500, 10)
    assert found.report is not None
    assert found.report.later is not None
    assert found.report.later.people == 500


def test_outcomes_can_be_brought_up_to_date_again_and_again(history: Engine) -> None:
    """The same facts twice change nothing; a later day makes more known."""
    before = read(history)
    with writing(history) as conn:
        rows = conn.execute(select(func.count()).select_from(trial_people)).scalar_one()
        record_outcomes(conn, Facts(date(2026, 6, 30), {}, {}, {}))
        assert conn.execute(select(func.count()).select_from(trial_people)).scalar_one() == rows
    assert before.report is not None


def test_whoever_had_given_notice_before_the_lot_is_in_no_arm(engine: Engine) -> None:
    """Late news of an earlier notice takes the person out of both arms, whatever the lot said."""
    day = date(2026, 1, 10)
    with writing(engine) as conn:
        take_history(conn, [PastLot("A", "now", day), PastLot("B", "later", day)], 90)
        record_outcomes(conn, Facts(date(2026, 6, 30), {"A": day, "B": day + timedelta(days=1)}))
    report = read(engine).report
    assert report is not None
    assert report.assigned == 1


def test_an_erased_person_leaves_arm_stratum_and_outcome(told: Engine) -> None:
    """Figures and the business case stay; the row belongs to nobody and keeps no day."""
    before = read(told)
    with writing(told) as conn:
        assert forget(conn, "H0000") == 1
        row = conn.execute(select(trial_people).where(trial_people.c.employee_id.is_(None))).mappings().one()
    assert (row["arm"], row["notice_day"], row["assigned_on"], row["wait_until"]) == ("later", 31, None, None)
    after = read(told)
    assert after.report == before.report
    assert after.case_sha256 == before.case_sha256


def test_the_business_case_is_recomputed_to_the_byte(told: Engine) -> None:
    """Another process, another connection, the same log: the same bytes and digest."""
    first = read(told)
    assert first.business_case is not None
    other = open_engine(str(told.url))
    second = read(other)
    other.dispose()
    assert second.business_case is not None
    raw, digest = sealed(first.business_case)
    assert sealed(second.business_case) == (raw, digest)
    assert digest == second.case_sha256


def test_the_business_case_follows_from_the_log(told: Engine) -> None:
    """Worked out here by hand: 400 talks, 50 notices prevented, at the costs of the run."""
    case = read(told).business_case
    assert case is not None
    assert case["why_not"] is None
    assert (case["drawn_now"], case["talked_to"], case["talked_to_of_later"]) == (500, 400, 10)
    assert case["notices_prevented"]["value"] == pytest.approx(50)
    assert case["cost"] == pytest.approx(400 * case["hours_each"] * 60, abs=0.01)
    assert case["net"]["value"] == pytest.approx(50 * 30_000 - case["cost"], abs=0.01)
    assert case["net"]["low"] < case["net"]["value"] < case["net"]["high"]
    assert case["break_even_per_100_talks"] == pytest.approx(100 * case["hours_each"] * 60 / 30_000, abs=1e-3)


def test_without_a_run_there_is_an_effect_and_no_money(history: Engine) -> None:
    """Costs come from stored runs: without one the case says what is missing."""
    case = read(history).business_case
    assert case is not None
    assert case["net"] is None
    assert "No run is stored" in case["why_not"]


def test_the_measured_effect_is_used_when_its_interval_allows(told: Engine) -> None:
    """The next run would go by the measured share of notices prevented, 62 %, not by the assumed 15 %."""
    effect = read(told).effect
    assert effect is not None
    assert effect.source == "measured"
    assert effect.value == pytest.approx(1 - 30 / 80)


def test_nothing_drawn_is_not_measured(engine: Engine) -> None:
    """An empty store says so, and why no trial runs."""
    found = read(engine)
    assert (found.headline, found.report, found.business_case) == ("Not measured.", None, None)
    assert "Not measured: too few people." in found.trial


def test_the_route_is_the_leads_alone(told: Engine, api: TestClient, keys: Any) -> None:
    """An ER lead reads the impact; no other role does; no key of a lot and no person is in it."""
    answer = api.get("/v1/impact", headers=keys.of(Role.ER_LEAD))
    assert answer.status_code == 200
    assert answer.json()["report"]["verdict"] == "helped"
    assert "H0000" not in answer.text
    assert '"key"' not in answer.text
    for role in (Role.ER_MANAGER, Role.HR_SYSTEM, Role.DATA_SCIENTIST):
        assert api.get("/v1/impact", headers=keys.of(role)).status_code == 403


def test_made_at_is_no_part_of_the_case(told: Engine, kit: Any) -> None:
    """The document has no moment in it: recomputing later gives the same."""
    case = read(told).business_case
    assert case is not None
    assert not any(isinstance(value, date | datetime) for value in case.values())
