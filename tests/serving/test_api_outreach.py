"""GET /v1/outreach: an ER manager's own list, and nobody else's."""

from typing import Any

import pytest

from serving.outreach.inputs import RunInputs

FORBIDDEN_WORDS = ("probability", "net_value", "cost", "salary", "currency", "log_odds")


def test_the_list_is_the_stored_one_of_the_keys_er_manager(
    api: Any, keys: Any, store: Any, inputs: RunInputs
) -> None:
    """Order, hours and run information come as stored."""
    run_id = store(inputs)
    found = api.get("/v1/outreach?run=latest", headers=keys.er_manager("ER-2")).json()
    assert (found["run"]["run_id"], found["er_manager_id"]) == (run_id, "ER-2")
    assert [item["order"] for item in found["items"]] == list(range(1, len(found["items"]) + 1))
    assert 0 < found["hours_used"] <= found["hours_available"] == 4.0
    units = {p.employee_id: p.unit_id for p in inputs.people}
    assert {units[item["employee_id"]] for item in found["items"]} <= {"line-1", "line-2"}
    assert found == api.get(f"/v1/outreach?run={run_id}", headers=keys.er_manager("ER-2")).json()


def test_no_money_and_no_probability_stand_beside_a_name(
    api: Any, keys: Any, store: Any, inputs: RunInputs
) -> None:
    """A list says what people with such scores did, never a number about the person alone."""
    store(inputs)
    text = api.get("/v1/outreach", headers=keys.er_manager("ER-1")).text
    assert "people with scores like this" in text
    assert not [word for word in FORBIDDEN_WORDS if word in text]


def test_one_line_is_read_by_its_owner_only(api: Any, keys: Any, store: Any, inputs: RunInputs) -> None:
    """For a colleague the answer is byte for byte that for an unknown id."""
    store(inputs)
    item = api.get("/v1/outreach", headers=keys.er_manager("ER-1")).json()["items"][0]
    mine = api.get(f"/v1/outreach/{item['item_id']}", headers=keys.er_manager("ER-1"))
    theirs = api.get(f"/v1/outreach/{item['item_id']}", headers=keys.er_manager("ER-2"))
    unknown = api.get(f"/v1/outreach/{'0' * 24}", headers=keys.er_manager("ER-2"))
    assert mine.json() == item
    assert theirs.status_code == unknown.status_code == 404
    assert theirs.content == unknown.content
    assert theirs.headers["content-type"] == unknown.headers["content-type"] == "application/problem+json"


def test_runs_are_listed_latest_first(api: Any, keys: Any, store: Any, kit: Any, inputs: RunInputs) -> None:
    """Only as many as asked for."""
    ids = [store(inputs), store(kit.with_person(inputs, 0, in_notice=True))]
    headers = keys.er_manager("ER-1")
    assert [run["run_id"] for run in api.get("/v1/outreach/runs", headers=headers).json()["runs"]] == ids[
        ::-1
    ]
    assert len(api.get("/v1/outreach/runs?limit=1", headers=headers).json()["runs"]) == 1
    assert api.get("/v1/outreach/runs?limit=201", headers=headers).status_code == 422


def test_an_er_manager_without_a_list_sees_no_run(api: Any, keys: Any, store: Any, inputs: RunInputs) -> None:
    """Neither the list nor the existence of the run is theirs."""
    store(inputs)
    headers = keys.er_manager("ER-9")
    assert api.get("/v1/outreach/runs", headers=headers).json() == {"runs": []}
    assert api.get("/v1/outreach", headers=headers).status_code == 404


def test_before_the_first_run_the_answer_names_the_command(api: Any, keys: Any) -> None:
    """404 with what to run."""
    answer = api.get("/v1/outreach", headers=keys.er_manager("ER-1"))
    assert answer.status_code == 404
    assert "ermine run" in answer.json()["remedy"]


@pytest.mark.parametrize("run", ["", "x" * 65, "a%00b"])
def test_a_run_id_that_cannot_be_one_is_refused(api: Any, keys: Any, run: str) -> None:
    """422 before the database is asked."""
    assert api.get(f"/v1/outreach?run={run}", headers=keys.er_manager("ER-1")).status_code == 422
