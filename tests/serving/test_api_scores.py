"""POST /v1/scores: a score with reasons that sum, or why there is none, row by row."""

import json
import math
from datetime import timedelta
from typing import Any

import pytest

from serving.outreach.inputs import RunInputs


def post(api: Any, headers: dict[str, str], **body: Any) -> dict[str, Any]:
    """The body of a successful answer."""
    answer = api.post("/v1/scores", headers=headers, json=body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def check_sums(result: dict[str, Any]) -> None:
    """Base plus contributions is the log-odds, its sigmoid the probability, as read from JSON."""
    total = result["base"] + sum(reason["contribution"] for reason in result["reasons"])
    assert total == pytest.approx(result["log_odds"], abs=1e-9)
    assert result["probability"] == pytest.approx(1 / (1 + math.exp(-result["log_odds"])), abs=1e-12)


def test_known_employees_are_scored_with_reasons_that_sum(
    api: Any, keys: Any, store: Any, inputs: RunInputs, champion: Any
) -> None:
    """Model version, as-of day, run and the key's purpose come with the scores."""
    run_id = store(inputs)
    ids = [person.employee_id for person in inputs.people]
    answer = post(api, keys.hr_system(), employee_ids=ids)
    assert [result["id"] for result in answer["results"]] == ids
    assert answer["model"] == {
        "name": "attrition", "version": 3, "digest": champion.digest, "horizon_days": 180,
    }  # fmt: skip
    assert (answer["run_id"], answer["as_of"], answer["purpose"]) == (run_id, "2026-07-01", "weekly planning")
    for result in answer["results"]:
        assert result["status"] == "scored"
        check_sums(result)


def test_scores_of_known_people_are_those_of_the_run(
    api: Any, keys: Any, store: Any, inputs: RunInputs, champion: Any
) -> None:
    """The API gives what the scorecard gives on the features of the run."""
    store(inputs)
    expected = champion.scorecard.score(inputs.table)
    results = post(api, keys.hr_system(), employee_ids=[p.employee_id for p in inputs.people])["results"]
    assert [result["log_odds"] for result in results] == expected.log_odds.tolist()
    assert [result["band"] for result in results] == [
        champion.scorecard.bands[index].name for index in expected.band
    ]


BARRED = [
    ({"do_not_profile": True}, "objected"),
    ({"in_notice": True}, "in_notice"),
    ({"open_case": True}, "open_case"),
]


@pytest.mark.parametrize(("changes", "reason"), BARRED)
def test_people_who_may_not_be_scored_are_answered_with_the_rule(
    api: Any, keys: Any, store: Any, kit: Any, inputs: RunInputs, changes: dict[str, Any], reason: str
) -> None:
    """One such person does not stop the others, and gets no number at all."""
    store(kit.with_person(inputs, 0, **changes))
    barred, other = post(api, keys.hr_system(), employee_ids=["E0000", "E0001"])["results"]
    assert (barred["status"], barred["reason"]) == ("not_scored", reason)
    assert {barred[name] for name in ("probability", "log_odds", "base", "band")} == {None}
    assert barred["reasons"] == []
    assert other["status"] == "scored"


def test_an_id_outside_the_keys_units_is_answered_like_an_unknown_one(
    api: Any, keys: Any, store: Any, inputs: RunInputs
) -> None:
    """E0000 works in sales, E0001 on line 1 of the plant; the key is for the plant."""
    store(inputs)
    answer = post(api, keys.hr_system(unit_scope="plant"), employee_ids=["E0000", "E0001", "nobody"])
    outside, inside, unknown = answer["results"]
    assert inside["status"] == "scored"
    assert outside["reason"] == unknown["reason"] == "unknown_id"
    assert {**outside, "id": ""} == {**unknown, "id": ""}


def test_a_run_that_is_too_old_gives_no_scores(
    api: Any, keys: Any, store: Any, inputs: RunInputs, clock: Any
) -> None:
    """On the last day of the policy's 35 scores are given, the day after everybody is stale."""
    store(inputs)
    for days, status in ((35, "scored"), (36, "not_scored")):
        clock.today = inputs.as_of + timedelta(days=days)
        (result,) = post(api, keys.hr_system(), employee_ids=["E0001"])["results"]
        assert result["status"] == status
    assert result["reason"] == "stale"


def test_without_a_model_everybody_is_a_cold_start(
    api: Any, keys: Any, store: Any, kit: Any, inputs: RunInputs, serving_model: Any
) -> None:
    """No number is made up, and an objection is still answered as one."""
    store(kit.with_person(inputs, 0, do_not_profile=True))
    serving_model.champion = None
    answer = post(api, keys.hr_system(), employee_ids=["E0000", "E0001"])
    assert answer["model"] is None
    assert [result["reason"] for result in answer["results"]] == ["objected", "cold_start"]


def test_before_the_first_run_there_is_nobody_to_score(api: Any, keys: Any) -> None:
    """404 with the command to run."""
    answer = api.post("/v1/scores", headers=keys.hr_system(), json={"employee_ids": ["E0001"]})
    assert answer.status_code == 404
    assert "ermine run" in answer.json()["remedy"]


GOOD = {"months_since_raise": 20, "overtime_ratio": 1.25, "tenure_months": None, "location": "Leeds"}


def test_rows_of_a_flat_table_are_scored_and_bad_ones_named(
    api: Any, keys: Any, serving_model: Any, snapshot_champion: Any
) -> None:
    """Each bad row names its columns without repeating their values; good rows around it are scored."""
    serving_model.champion = snapshot_champion
    without = {name: value for name, value in GOOD.items() if name != "location"}
    rows = [
        {"id": "good", "values": GOOD},
        {"id": "absent", "values": without},
        {"id": "bool", "values": {**GOOD, "overtime_ratio": True}},
        {"id": "text", "values": {**GOOD, "overtime_ratio": "secret-canary"}},
        {"id": "number", "values": {**GOOD, "location": 4}},
        {"id": "extra", "values": {**GOOD, "gender": "f"}},
        {"id": "huge", "values": {**GOOD, "overtime_ratio": 10**400}},
        {"id": "unseen", "values": {**GOOD, "location": "Atlantis", "overtime_ratio": -1e300}},
    ]
    answer = api.post("/v1/scores", headers=keys.hr_system(), json={"rows": rows})
    results = {result["id"]: result for result in answer.json()["results"]}
    assert list(results) == [row["id"] for row in rows]
    assert {name for name, r in results.items() if r["status"] == "scored"} == {"good", "unseen"}
    assert results["absent"]["problems"] == ["location: absent; send null if it is not known"]
    assert results["bool"]["problems"] == ["overtime_ratio: a number expected"]
    assert results["number"]["problems"] == ["location: text expected"]
    assert results["extra"]["problems"] == ["gender: the model has no such column"]
    assert results["huge"]["problems"] == ["overtime_ratio: a finite number expected"]
    assert "secret-canary" not in answer.text
    for name in ("good", "unseen"):
        check_sums(results[name])
    assert answer.json()["as_of"] == "2026-07-01"


@pytest.mark.parametrize("constant", ["NaN", "Infinity", "-Infinity"])
def test_numbers_that_are_not_finite_refuse_their_row(
    api: Any, keys: Any, serving_model: Any, snapshot_champion: Any, constant: str
) -> None:
    """JSON has no such numbers; where a writer sends them all the same, the row is refused by column."""
    serving_model.champion = snapshot_champion
    body = json.dumps({"rows": [{"id": "1", "values": {**GOOD, "overtime_ratio": float(constant)}}]})
    headers = {**keys.hr_system(), "Content-Type": "application/json"}
    answer = api.post("/v1/scores", headers=headers, content=body)
    assert answer.status_code == 200
    assert answer.json()["results"][0]["problems"] == ["overtime_ratio: a finite number expected"]


def test_a_company_model_takes_no_rows(api: Any, keys: Any) -> None:
    """409 that says to send ids: its inputs come from the company's tables only."""
    answer = api.post("/v1/scores", headers=keys.hr_system(), json={"rows": [{"id": "1", "values": GOOD}]})
    assert answer.status_code == 409
    assert "employee_ids" in answer.json()["remedy"]


def test_a_thousand_rows_are_answered_and_one_more_is_refused(
    api: Any, keys: Any, serving_model: Any, snapshot_champion: Any
) -> None:
    """The limit is the documented one."""
    serving_model.champion = snapshot_champion
    rows = [{"id": str(i), "values": GOOD} for i in range(1001)]
    assert len(post(api, keys.hr_system(), rows=rows[:1000])["results"]) == 1000
    assert api.post("/v1/scores", headers=keys.hr_system(), json={"rows": rows}).status_code == 422


MALFORMED = [
    {},
    {"employee_ids": [], "extra": 1},
    {"employee_ids": []},
    {"employee_ids": ["E1"], "rows": [{"id": "1", "values": {}}]},
    {"employee_ids": [1]},
    {"employee_ids": [True]},
    {"employee_ids": [""]},
    {"employee_ids": ["a\x00b"]},
    {"employee_ids": ["\ud800"]},
    {"rows": [{"id": "1", "values": {"a": {"b": 1}}}]},
    {"rows": [{"id": "1", "values": {"a": [1]}}]},
    {"rows": [{"id": "1"}]},
    {"rows": [{"id": "1", "values": {}, "more": 1}]},
    [],
    "text",
    None,
]


@pytest.mark.parametrize("body", MALFORMED, ids=[str(i) for i in range(len(MALFORMED))])
def test_a_malformed_body_is_a_422_in_the_one_shape(api: Any, keys: Any, body: Any) -> None:
    """Whatever is wrong with the payload's form, the answer is a problem and names where."""
    headers = {**keys.hr_system(), "Content-Type": "application/json"}
    answer = api.post("/v1/scores", headers=headers, content=json.dumps(body))
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["errors"]
    assert all(error["field"].startswith("body") for error in answer.json()["errors"])


def test_a_422_does_not_repeat_what_was_sent(api: Any, keys: Any) -> None:
    """A mistake in a request cannot be used to write values into logs."""
    body = {"employee_ids": [{"name": "secret-canary"}]}
    answer = api.post("/v1/scores", headers=keys.hr_system(), json=body)
    assert answer.status_code == 422
    assert "secret-canary" not in answer.text


def test_a_model_that_needs_more_than_the_run_stored_says_so(
    api: Any, keys: Any, kit: Any, store: Any, inputs: RunInputs, serving_model: Any
) -> None:
    """409 naming the input and the command, not a score with a made-up value."""
    store(inputs)
    scorecard = kit.scorecard()
    renamed = scorecard.features[0].model_copy(update={"name": "months_in_level"})
    features = (renamed, *scorecard.features[1:])
    serving_model.champion = kit.sign(scorecard.model_copy(update={"features": features}), 4)
    answer = api.post("/v1/scores", headers=keys.hr_system(), json={"employee_ids": ["E0001"]})
    assert answer.status_code == 409
    assert "months_in_level" in answer.json()["detail"]


@pytest.mark.parametrize(
    "body",
    [
        '{"rows": [{"id": "a", "values": {"x": "\\ud800"}}]}',
        '{"rows": [{"id": "a", "values": {"\\ud800": 1}}]}',
        '{"employee_ids": ["\\ud800"]}',
    ],
)
def test_half_a_character_is_refused_as_malformed(api: Any, keys: Any, body: str) -> None:
    """A lone surrogate, which no encoding can store or answer, is a 422 and never a failure of ours."""
    headers = {**keys.hr_system(), "Content-Type": "application/json"}
    assert api.post("/v1/scores", headers=headers, content=body).status_code == 422
