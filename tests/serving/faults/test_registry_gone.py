"""Without the registry the service scores with the last good model, and says that it has not reached the registry."""

import json
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from ermine.clock import now
from ermine.home import Home
from ermine.jobs.serving import build_app
from ermine.settings import load_settings
from serving.access.keys import create_key
from serving.access.roles import Role
from serving.store.engine import writing


def test_a_registry_that_is_gone_stops_no_score(
    demo_place: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It starts without one, scores, and /readyz says degraded and why; a slow one is asked by nobody who scores."""
    place = demo_place.copy_to(tmp_path / "place")
    for name, value in place.env.items():
        monkeypatch.setenv(name, value)
    shutil.rmtree(place.folder / "mlruns")
    home = Home(place.home)
    model = home.required_record().model
    late = {"at": (now() - timedelta(hours=2)).isoformat(), "version": 1}
    home.heartbeat_file(model).write_text(json.dumps(late))
    app = build_app(load_settings())
    service, until = TestClient(app), now() + timedelta(hours=1)
    with writing(app.state.parts.engine) as conn:
        key = create_key(conn, role=Role.HR_SYSTEM, purpose="test", now=now(), expires_at=until)
    headers = {"Authorization": f"Bearer {key.text}"}
    answer = service.post("/v1/scores", headers=headers, json={"employee_ids": ["nobody"]})
    assert (answer.status_code, answer.json()["model"]["version"]) == (200, 1)
    ready = service.get("/readyz")
    assert (ready.status_code, ready.json()["status"]) == (200, "degraded")
    assert ready.json()["registry"] == "reached 120 minutes ago; scores go on with the last good model"
    assert not (place.folder / "mlruns").exists()
