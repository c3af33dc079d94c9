"""KPIs of units: stored with the run, shown only to whoever looks after the unit."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from ermine.jobs.unit_signals import kpi_signals
from serving.access.roles import Role
from serving.insight.company_kpis import store_kpis
from serving.outreach.run import make_run
from serving.outreach.storing import store_run
from serving.store.engine import reading
from training.kpis.measured import Compared, Measured


@pytest.fixture
def counted(engine: Engine, kit: Any, champion: Any, policy: Any) -> Engine:
    """A run whose units have a turnover each; that of line-1 is withheld."""
    run = make_run(kit.inputs(60), champion, None, policy, "ef" * 32)
    figures = {
        unit.unit_id: {
            "voluntary_turnover": Compared(
                None if unit.unit_id == "line-1" else Measured(12.0 + number, 9.0, 15.0, 60),
                Measured(8.0, 6.0, 10.0, 60),
                "unknown" if unit.unit_id == "line-1" else "none",
            )
        }
        for number, unit in enumerate(run.units)
    }
    store_run(engine, run, kit.now, lambda conn, stored: store_kpis(conn, stored.run_id, figures))
    return engine


def turnover(answer: Any) -> Any:
    """The turnover in an answer of the API."""
    return next(one for one in answer.json()["company"]["kpis"] if one["kpi"] == "voluntary_turnover")


def test_a_lead_sees_the_whole_company_first(counted: Engine, api: TestClient, keys: Any) -> None:
    """Without a unit the highest is shown, with everybody's workload."""
    answer = api.get("/v1/kpis", headers=keys.of(Role.ER_LEAD))
    assert answer.status_code == 200
    assert answer.json()["company"]["unit_id"] == "top"
    assert turnover(answer)["now"]["value"] == 12.0
    assert len(answer.json()["company"]["workloads"]) == 2


def test_an_er_manager_sees_their_own_units_only(counted: Engine, api: TestClient, keys: Any) -> None:
    """ER-1 looks after Sales: no other unit can be chosen, and no other ER manager's workload is told."""
    answer = api.get("/v1/kpis", headers=keys.er_manager("ER-1")).json()["company"]
    assert [unit["unit_id"] for unit in answer["units"]] == ["sales"]
    assert [one["er_manager_id"] for one in answer["workloads"]] == ["ER-1"]


def test_a_foreign_unit_reads_like_an_unknown_one(counted: Engine, api: TestClient, keys: Any) -> None:
    """The same 404, word for word."""
    headers = keys.er_manager("ER-1")
    foreign, unknown = (api.get(f"/v1/kpis?unit={unit}", headers=headers) for unit in ("plant", "nowhere"))
    assert foreign.status_code == unknown.status_code == 404
    assert foreign.json()["detail"] == unknown.json()["detail"]


def test_too_few_people_are_said_and_no_figure_is_given(counted: Engine, api: TestClient, keys: Any) -> None:
    """A withheld figure has no value, no interval and no count."""
    found = turnover(api.get("/v1/kpis?unit=line-1", headers=keys.er_manager("ER-2")))
    assert found["now"] is None
    assert found["not_shown"] == "not shown: too few people"
    assert found["change"] == "unknown"


def test_a_figure_is_told_for_every_day_of_a_run(
    counted: Engine, api: TestClient, keys: Any, kit: Any, champion: Any, policy: Any
) -> None:
    """The year before the first run, that run, and one of four weeks later, each with its interval; a withheld one has
    none."""
    later = replace(kit.inputs(60), as_of=kit.as_of + timedelta(days=28))
    figures = {"top": {"voluntary_turnover": Compared(Measured(14.0, 11.0, 18.0, 60), None, "unknown")}}
    store_run(
        counted,
        make_run(later, champion, None, policy, "ef" * 32),
        kit.now,
        lambda conn, stored: store_kpis(conn, stored.run_id, figures),
    )
    past = turnover(api.get("/v1/kpis", headers=keys.of(Role.ER_LEAD)))["history"]
    told = [(one["on"], one["value"], one["low"]) for one in past]
    assert told == [("2025-07-01", 8.0, 6.0), ("2026-07-01", 12.0, 9.0), ("2026-07-29", 14.0, 11.0)]
    withheld = turnover(api.get("/v1/kpis?unit=line-1", headers=keys.er_manager("ER-2")))["history"]
    assert [one["on"] for one in withheld] == ["2025-07-01"]


def test_a_kpi_that_got_clearly_worse_by_far_calls_for_a_visit_of_the_unit(
    engine: Engine, kit: Any, champion: Any, policy: Any
) -> None:
    """In the next run, with the change in words; not what got better, is merely clear, or calls for no conversation,
    and not three months later."""
    worse, better = Measured(20.0, 16.0, 24.0, 400), Measured(40.0, 36.0, 44.0, 400)
    merely = Measured(33.0, 29.0, 37.0, 400)
    figures = {
        "sales": {"recognition_coverage": Compared(worse, better, "down")},
        "line-1": {"recognition_coverage": Compared(merely, better, "down")},
        "plant": {"voluntary_turnover": Compared(worse, better, "down")},
        "top": {"adoption": Compared(worse, better, "down")},
    }
    run = make_run(kit.inputs(60), champion, None, policy, "ef" * 32)
    store_run(engine, run, kit.now, lambda conn, stored: store_kpis(conn, stored.run_id, figures))
    with reading(engine) as conn:
        assert kpi_signals(conn, kit.as_of) == ()
        assert kpi_signals(conn, kit.as_of + timedelta(days=91)) == ()
        [signal] = kpi_signals(conn, kit.as_of + timedelta(days=7))
    assert (signal.unit_id, signal.kind, signal.topic, signal.published_on) == (
        "sales", "kpi", "recognition", kit.as_of,
    )  # fmt: skip
    assert signal.words == (
        "Recognition coverage fell by 20 in 100 (95 % interval: 14.3 to 25.7) against the year before."
    )


def test_nobody_else_asks_for_kpis(counted: Engine, api: TestClient, keys: Any) -> None:
    """HR systems and data scientists are refused."""
    for role in (Role.HR_SYSTEM, Role.DATA_SCIENTIST):
        assert api.get("/v1/kpis", headers=keys.of(role)).status_code == 403


def test_before_the_first_run_there_is_nothing_to_show(engine: Engine, api: TestClient, keys: Any) -> None:
    """An empty answer, not an error."""
    assert api.get("/v1/kpis", headers=keys.of(Role.ER_LEAD)).json()["company"]["unit_id"] is None
