"""The model of a running service: exchanged when a new file is sound, kept when what lies there is refused."""

import json
import os
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from starlette.testclient import TestClient

from data_contracts.errors import ErmineError
from ermine.home import Home
from ermine.jobs.heartbeat import beat, registry_beside, seconds_since
from ermine.jobs.served_champion import ServedChampion
from serving.api.app import create_app
from training.champion import champion_bytes
from training.signing import trust

Put = Callable[..., bytes]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home with folders only."""
    home = Home(tmp_path / "home")
    home.create()
    return home


@pytest.fixture
def put(home: Home, kit: Any) -> Put:
    """Replace the champion file in one step by a signed version with its own base."""
    key = Ed25519PrivateKey.generate()
    trust(home.public_key_file, key)

    def write(version: int, raw: bytes | None = None) -> bytes:
        scorecard = kit.scorecard("snapshot/teaching").model_copy(update={"base": -2.0 - version / 100})
        if raw is None:
            raw = champion_bytes(scorecard, "attrition", version, "0f" * 16, kit.now, key)
        file = home.champion_file("attrition")
        file.parent.mkdir(parents=True, exist_ok=True)
        staged = file.with_suffix(f".{version}")
        staged.write_bytes(raw)
        staged.replace(file)
        return raw

    return write


@pytest.fixture
def served(home: Home, put: Put) -> ServedChampion:
    """Version 1, serving."""
    put(1)
    served = ServedChampion(home, "attrition")
    served.start()
    return served


@pytest.fixture
def service(parts: Any, served: ServedChampion) -> TestClient:
    """A service on that champion."""
    return TestClient(create_app(replace(parts, champion=served, model_problem=lambda: served.problem)))


def version_of(service: TestClient, keys: Any, row: dict[str, Any]) -> int:
    """Which version answers."""
    sent = {"rows": [{"id": "1", "values": row}]}
    answer = service.post("/v1/scores", headers=keys.hr_system(), json=sent)
    assert answer.status_code == 200, answer.text
    return int(answer.json()["model"]["version"])


def spoiled(raw: bytes) -> dict[str, bytes]:
    """Files that must not serve."""
    content = json.loads(raw)
    other = {
        **content,
        "golden": {**content["golden"], "log_odds": [0.0] * len(content["golden"]["log_odds"])},
    }
    return {
        "cut off": raw[:-40],
        "empty": b"",
        "unsigned": json.dumps({**content, "signature": ""}).encode(),
        "golden batch changed": json.dumps(other, sort_keys=True, separators=(",", ":")).encode(),
        "pickle": b"\x80\x04\x95" + raw,
        "huge": raw + b" " * (9 * 1024 * 1024),
        "nothing like it": b"[]",
    }


def test_a_promotion_reaches_a_running_service_and_a_refused_one_does_not(
    service: TestClient, served: ServedChampion, put: Put, keys: Any, kit: Any
) -> None:
    """Version 2 serves from the next request on; whatever is wrong afterwards, it goes on and /readyz says why."""
    row = kit.features(1, 1).to_pylist()[0]
    assert version_of(service, keys, row) == 1
    raw = put(2)
    assert version_of(service, keys, row) == 2
    for number, (what, bad) in enumerate(spoiled(raw).items()):
        put(100 + number, bad)
        assert version_of(service, keys, row) == 2, what
        ready = service.get("/readyz")
        assert (ready.status_code, ready.json()["status"]) == (200, "degraded"), what
        assert "version 2; the file that lies there now is refused: Champion" in ready.json()["model"]
        assert "ermine_champion_refused 1.0" in service.get("/metrics").text
    served.home.champion_file("attrition").unlink()
    assert version_of(service, keys, row) == 2
    put(3)
    assert version_of(service, keys, row) == 3
    assert service.get("/readyz").json()["status"] == "ready"


def test_a_champion_that_cannot_be_trusted_at_the_start_stops_the_start(home: Home, put: Put) -> None:
    """There is no last good one then."""
    put(1, b"{}")
    with pytest.raises(ErmineError):
        ServedChampion(home, "attrition").start()


def test_while_models_are_exchanged_every_answer_is_of_one_model(
    service: TestClient, put: Put, keys: Any, kit: Any
) -> None:
    """Requests during twelve exchanges: base and version belong together in each answer, and none fails."""
    row, headers, over = kit.features(1, 1).to_pylist()[0], keys.hr_system(), threading.Event()
    found: list[tuple[int, float]] = []

    def ask() -> None:
        while not over.is_set():
            answer = service.post("/v1/scores", headers=headers, json={"rows": [{"id": "1", "values": row}]})
            assert answer.status_code == 200
            found.append((answer.json()["model"]["version"], answer.json()["results"][0]["base"]))

    asking = [threading.Thread(target=ask) for _ in range(3)]
    for one in asking:
        one.start()
    for version in range(2, 14):
        put(version)
        os.sched_yield()
    over.set()
    for one in asking:
        one.join()
    bases = {
        version: kit.scorecard().calibration.a * (-2.0 - version / 100) + 0.05 for version in range(1, 14)
    }
    assert found
    assert all(base == pytest.approx(bases[version]) for version, base in found)


def test_the_registry_is_told_by_its_heartbeat(home: Home) -> None:
    """Never reached is said and is well; reached is told by its age, and too old an age is degraded."""
    assert registry_beside(home, "attrition", timedelta(minutes=60)).ok
    (home.models / "attrition").mkdir(parents=True)
    beat(home, "attrition", 3)
    assert 0 <= seconds_since(home, "attrition") < 30
    assert registry_beside(home, "attrition", timedelta(minutes=60)).said == "reached 0 minutes ago"
    late = registry_beside(home, "attrition", timedelta(0))
    assert (late.ok, "last good model" in late.said) == (False, True)
    home.heartbeat_file("attrition").write_text("broken")
    assert seconds_since(home, "attrition") == -1.0
