"""MLflow's own server, started for real on the champion, answers with the numbers of our scoring API."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from serving.scores.sent_rows import score_sent
from training.card import CardNotes
from training.champion import champion_file, load_champion
from training.fit import Trained
from training.gate import Verdict
from training.golden_batch import golden_rows
from training.registry.promotion import promote
from training.registry.recording import register_training
from training.registry.store import open_registry

REPO = Path(__file__).resolve().parents[2]
NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(model: str, tracking_uri: str, folder: Path) -> Iterator[Callable[[Any], Any]]:
    """`mlflow models serve` on a free port; gives a way to ask it, and ends it with all its children."""
    port = free_port()
    env = {
        **os.environ, "MLFLOW_TRACKING_URI": tracking_uri, "PYTHONPATH": str(REPO), "MLFLOW_DISABLE_TELEMETRY": "true",
        "MLFLOW_ALLOW_PICKLE_DESERIALIZATION": "false", "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
    }  # fmt: skip
    command = [
        str(Path(sys.executable).with_name("mlflow")), "models", "serve", "-m", model, "--env-manager", "local",
        "--host", "127.0.0.1", "--port", str(port), "--workers", "1",
    ]  # fmt: skip
    with (folder / "serve.log").open("wb") as log:
        server = subprocess.Popen(
            command, env=env, cwd=folder, stdout=log, stderr=log, start_new_session=True
        )
    try:
        yield lambda rows: _asked(f"http://127.0.0.1:{port}", rows, server, folder / "serve.log")
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(30)


def _asked(address: str, rows: Any, server: "subprocess.Popen[bytes]", log: Path) -> Any:
    body = json.dumps({"dataframe_records": rows}).encode()
    request = urllib.request.Request(
        f"{address}/invocations", body, headers={"Content-Type": "application/json"}
    )
    for _ in range(480):
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.loads(answer.read())["predictions"]
        except urllib.error.HTTPError as error:
            raise AssertionError(error.read()) from error
        except OSError:
            time.sleep(0.25)
    raise AssertionError(log.read_text())


@pytest.mark.slow
def test_mlflow_models_serve_answers_with_the_numbers_of_our_api(
    trained: Trained, tmp_path: Path, registry_template: Path
) -> None:
    """The champion by its alias, in a process without pickles: the same log-odds, chance, band and reasons."""
    shutil.copyfile(registry_template, tmp_path / "mlflow.db")
    registry = open_registry(f"sqlite:///{tmp_path}/mlflow.db", tmp_path / "artifacts")
    notes = CardNotes("made-up rows", "Made up for a test.", date(2026, 7, 1), "0123abc")
    register_training(registry, replace(trained, verdict=Verdict(())), notes=notes)
    key, models = Ed25519PrivateKey.generate(), tmp_path / "models"
    promote(registry, "made-up", "challenger", key=key, models_dir=models, promoted_at=NOON)
    champion = load_champion(champion_file(models, "made-up"), key.public_key(), "made-up")

    rows = golden_rows(champion.scorecard)
    ours = score_sent(champion.scorecard, [(str(k), row) for k, row in enumerate(rows)])
    with served("models:/made-up@champion", registry.tracking_uri, tmp_path) as ask:
        theirs = ask(rows)
    assert len(theirs) == len(ours) == len(rows)
    for mine, other in zip(ours, theirs, strict=True):
        assert other["log_odds"] == pytest.approx(mine.log_odds, abs=1e-12)
        assert other["probability"] == pytest.approx(mine.probability, abs=1e-12)
        assert other["band"] == mine.band
        for reason in mine.reasons:
            assert other[f"contribution_{reason.feature}"] == pytest.approx(reason.contribution, abs=1e-12)
