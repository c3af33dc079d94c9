"""Model: the newest other version beside the champion, and requests that change nothing by themselves."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from serving.access.keys import create_key
from serving.access.roles import Role
from serving.pages.parts import ModelPapers
from serving.store.audit_tables import audit_log
from serving.store.engine import reading, writing
from serving.versions.on_file import GateReason, TrainedVersion
from serving.versions.requests import newest_requests
from tests.serving.pages.conftest import NOW

AGAINST = GateReason("no_skill", "AUC 0.520: its 95 % interval does not lie above 0.5 (chance).")
PREVIOUS = TrainedVersion("attrition", 2, "2d" * 16, "logistic", NOW, 180, True, (), True)
CHALLENGER = TrainedVersion("attrition", 4, "5e" * 16, "boosting", NOW, 180, False, (AGAINST,), False)


def metrics(auc):
    """The headline figures of a report, as JSON has them."""
    plain = {"value": 0.1, "low": None, "high": None}
    names = ("average_precision", "brier_skill", "calibration_error", "observed_over_expected")
    return {**dict.fromkeys(names, plain), "auc": {"value": auc, "low": auc - 0.02, "high": auc + 0.02}}


def report(auc, **more):
    """An evaluation report with what the page reads."""
    fields = {"method": "Tested later.", "tested_rows": 10, "tested_events": 2, "model": metrics(auc)}
    return {**fields, "candidates": [], "baselines": [], "ceiling": None, "by_month": [], **more}


@pytest.fixture
def contested(world):
    """A world with a champion 3 and a challenger 4, both with papers."""
    fall = {"value": -0.021, "low": -0.04, "high": -0.002}
    against = {
        "digest": world.champion.digest, "rows": 900, "events": 50,
        "difference": {"auc": fall, "average_precision": fall},
    }  # fmt: skip
    months = [
        {
            "attribute": "month", "value": "2026-01", "rows": 400, "events": 20, "expected": 0.061,
            "observed": {"value": 0.05, "low": 0.03, "high": 0.08},
        }
    ]  # fmt: skip
    world.papers = ModelPapers(report(0.741, by_month=months), "<html></html>")
    world.other_papers = ModelPapers(report(0.72, champion=against), None)
    world.versions = (CHALLENGER,)
    return world


def bearer(world, role):
    """The header of a key for the API."""
    with writing(world.engine) as conn:
        made = create_key(conn, role=role, purpose="a test", now=NOW, expires_at=NOW + timedelta(hours=1))
    return {"Authorization": f"Bearer {made.text}"}


def form(client, kind, **fields):
    """File a request as the page's form does."""
    csrf = re.search(r'name="csrf" value="([^"]+)"', client.get("/model").text)
    return client.post("/model/requests", data={"csrf": csrf and csrf[1], "kind": kind, **fields})


def test_champion_and_challenger_stand_side_by_side(contested):
    """Figures with intervals of both, the paired change, the gate's reasons, the run, and months beside each other."""
    text = contested.signed_in(Role.DATA_SCIENTIST).get("/model").text
    for said in (
        "0.721 to 0.761", "0.700 to 0.740", "−0.021", "−0.040 to −0.002", "Gate: stopped it.", AGAINST.message,
        CHALLENGER.run_id, "Predicted against actual", "2026-01", ">6.1<", ">5.0<", "3.0 to 8.0",
    ):  # fmt: skip
        assert said in text, said


def test_other_horizons_are_said_not_to_be_comparable(contested):
    """A challenger that looks elsewhere is shown with that warning."""
    client = contested.signed_in(Role.DATA_SCIENTIST)
    assert "cannot be compared" not in client.get("/model").text
    contested.versions = (replace(CHALLENGER, horizon_days=90, passed=True, reasons=()),)
    text = client.get("/model").text
    assert "cannot be compared" in text
    assert "Gate: passed" in text


def test_a_request_is_kept_and_audited_without_its_words(contested):
    """Filed once with its reason; the audit has the ids only; the same again is refused; the page shows it."""
    client = contested.signed_in(Role.DATA_SCIENTIST)
    assert form(client, "promotion", version=4, reason="calmer <b>tails</b>").status_code == 303
    assert form(client, "promotion", version=4, reason="again").status_code == 409
    with reading(contested.engine) as conn:
        [kept] = newest_requests(conn)
        [entry] = conn.execute(select(audit_log).where(audit_log.c.action == "model.promotion_requested"))
    assert (kept.version, kept.serving_version, kept.state) == (4, 3, "open")
    assert "tails" not in entry.detail
    assert "calmer &lt;b&gt;tails&lt;/b&gt;" in client.get("/model").text


def test_a_roll_back_is_asked_for_the_model_that_was_seen(contested):
    """The form carries the champion that the person saw; another one by now is a refusal."""
    client = contested.signed_in(Role.DATA_SCIENTIST)
    contested.versions = (CHALLENGER, PREVIOUS)
    assert form(client, "rollback", serving=2, reason="noisy").status_code == 409
    assert form(client, "rollback", serving=3, reason="noisy").status_code == 303
    with reading(contested.engine) as conn:
        assert [(one.kind, one.version) for one in newest_requests(conn)] == [("rollback", None)]


def test_a_roll_back_is_offered_only_where_a_version_has_served_before(contested):
    """With a challenger alone there is nothing to roll back to: no form, and a form sent all the same is refused."""
    client = contested.signed_in(Role.DATA_SCIENTIST)
    assert "Ask for a roll-back" not in client.get("/model").text
    assert form(client, "rollback", serving=3, reason="noisy").status_code == 409
    contested.versions = (CHALLENGER, PREVIOUS)
    assert "Ask for a roll-back" in client.get("/model").text


def test_a_request_needs_the_token_the_role_and_a_reason(contested):
    """Without the form's token, as another role, or with nothing but spaces it is refused and nothing is kept."""
    client = contested.signed_in(Role.DATA_SCIENTIST)
    sent = {"kind": "promotion", "version": 4, "reason": "good"}
    assert client.post("/model/requests", data=sent).status_code == 403
    assert form(client, "promotion", version=4, reason="   ").status_code == 422
    assert form(client, "promotion", version=9, reason="good").status_code == 404
    assert contested.manager().post("/model/requests", data=sent).status_code == 403
    with reading(contested.engine) as conn:
        assert newest_requests(conn) == ()


def test_a_first_model_that_the_gate_stopped_is_shown_without_a_champion(contested):
    """Before the first promotion the page shows what was trained and takes a request for it."""
    contested.champion = None
    client = contested.signed_in(Role.DATA_SCIENTIST)
    text = client.get("/model").text
    assert AGAINST.message in text
    assert "roll-back" not in text
    assert form(client, "promotion", version=4, reason="pilot").status_code == 303


def test_the_routes_file_and_list_requests_once(contested):
    """The same key and body give the same reply; who may not is refused; the card is a page of HTML."""
    client = contested.visitor()
    door = bearer(contested, Role.DATA_SCIENTIST)
    asked = {"kind": "promotion", "version": 4, "reason": "calmer tails"}
    path, once = "/v1/models/promotion-requests", {"Idempotency-Key": "request-0001"}
    first = client.post(path, json=asked, headers=door | once)
    again = client.post(path, json=asked, headers=door | once)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    [kept] = client.get(path, headers=door).json()["requests"]
    assert (kept["request_id"], kept["state"]) == (first.json()["request_id"], "open")
    assert client.post(path, json=asked, headers=door).status_code == 400
    serving = {"kind": "promotion", "version": 3, "reason": "x"}
    refused = client.post(path, json=serving, headers=door | {"Idempotency-Key": "request-0002"})
    assert (refused.status_code, "serves already" in refused.json()["detail"]) == (409, True)
    assert client.get(path, headers=bearer(contested, Role.ER_LEAD)).status_code == 403
    card = client.get("/v1/models/current/card", headers=door)
    assert (card.status_code, card.text) == (200, "<html></html>")
    contested.papers = ModelPapers(None, None)
    assert client.get("/v1/models/current/card", headers=door).status_code == 404
