"""`/v1/insights/units`: one's own population, published figures, the same bytes for ever."""

from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from serving.access.roles import Role
from serving.api.app import create_app


@pytest.fixture
def api(parts, store, inputs, plant_round):
    """The API with one released round."""
    store(inputs)
    return TestClient(create_app(replace(parts, releases=lambda: (plant_round,))))


def test_an_er_manager_sees_the_units_of_their_own_population(api, keys):
    """ER-2 looks after the plant and its lines, and after nothing else."""
    units = api.get("/v1/insights/units", headers=keys.er_manager("ER-2")).json()["units"]
    assert [unit["unit_id"] for unit in units] == ["plant", "line-1", "line-2"]
    lead = api.get("/v1/insights/units", headers=keys.of(Role.ER_LEAD)).json()["units"]
    assert [unit["unit_id"] for unit in lead] == ["top", "plant", "line-1", "line-2", "sales"]


def test_a_foreign_and_an_unknown_unit_are_the_same_404(api, keys):
    """Byte for byte, so that nobody learns which units there are."""
    mine = keys.er_manager("ER-2")
    foreign, unknown = (api.get(f"/v1/insights/units/{unit}", headers=mine) for unit in ("sales", "no-such"))
    assert foreign.status_code == unknown.status_code == 404
    assert foreign.content.replace(b"sales", b"no-such") == unknown.content


def test_withheld_cells_are_200_and_the_same_for_every_rule(api, keys):
    """A line with four answers and a line that was asked with the plant: the same cells, figure for figure."""
    mine = keys.er_manager("ER-2")
    few, pooled = (api.get(f"/v1/insights/units/{unit}", headers=mine) for unit in ("line-1", "line-2"))
    assert few.status_code == pooled.status_code == 200
    assert few.json()["measures"] == pooled.json()["measures"]
    assert few.json()["topics"] == pooled.json()["topics"]
    assert {one["not_shown"] for one in few.json()["measures"]} == {
        "Not shown for this group. The next larger group that is shown: Plant."
    }


def test_the_same_request_a_thousand_times_is_the_same_bytes(api, keys):
    """Also with an address that no cache has seen; fifty times for a unit whose figures are withheld."""
    mine = keys.er_manager("ER-2")
    said = {api.get(f"/v1/insights/units/plant?x={n}", headers=mine).content for n in range(1000)}
    withheld = {
        api.get(f"/v1/insights/units/line-1?x={n}", headers=mine | {"Cache-Control": "no-cache"}).content
        for n in range(50)
    }
    assert len(said) == len(withheld) == 1


def test_the_list_comes_in_pages_with_an_opaque_cursor(api, keys):
    """Page after page gives every unit once; an invented cursor is refused."""
    lead, seen, cursor = keys.of(Role.ER_LEAD), [], ""
    while True:
        page = api.get(f"/v1/insights/units?limit=2&cursor={cursor}", headers=lead).json()
        seen += [unit["unit_id"] for unit in page["units"]]
        if page["next"] is None:
            break
        cursor = page["next"]
    assert seen == ["top", "plant", "line-1", "line-2", "sales"]
    assert api.get("/v1/insights/units?cursor=bm8=", headers=lead).status_code == 422
