"""A promotion that is killed on its way: the file that serves is whole, and the promotion can be done again."""

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from training.card import CardNotes
from training.champion import champion_file, load_champion
from training.fit import Trained
from training.gate import Verdict
from training.registry.promotion import promote, rollback, sync
from training.registry.recording import register_training
from training.registry.store import open_registry
from training.registry.versions import find_version

NAME, NOON = "made-up", datetime(2026, 7, 1, 12, tzinfo=UTC)
ALIASES, FILE = 3, 5
"""Steps: the signed copy, two notes, the alias of the version before, that of the champion, the file that serves."""

PROMOTER = """
import json, os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from training.registry import promotion
from training.registry.store import open_registry

told = json.loads(sys.argv[1])

def promote_until(step):
    def dying(act):
        def done(*given, **named):
            nonlocal step
            if step == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            step -= 1
            return act(*given, **named)
        return done

    registry = open_registry(told["url"], Path(told["artifacts"]))
    for name in ("log_text", "set_model_version_tag", "set_registered_model_alias"):
        setattr(registry.client, name, dying(getattr(registry.client, name)))
    promotion.replace_file = dying(promotion.replace_file)
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(told["key"]))
    now = datetime.now(UTC)
    promotion.promote(registry, "made-up", 2, key=key, models_dir=Path(told["models"]), promoted_at=now)

for line in sys.stdin:
    if child := os.fork():
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
    else:
        promote_until(int(line))
        os._exit(0)
"""


@contextmanager
def promoter(**told: str) -> Iterator[Callable[[int], int]]:
    """A process that promotes version 2 in children of its own and kills them at a step; gives how they ended."""
    given = [sys.executable, "-c", PROMOTER, json.dumps(told)]
    with subprocess.Popen(given, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        asked, answered = process.stdin, process.stdout

        def ended(step: int) -> int:
            print(step, file=asked, flush=True)
            return int(answered.readline())

        yield ended
        asked.close()


@pytest.mark.slow
def test_a_promotion_killed_on_its_way_can_be_done_again(
    trained: Trained, tmp_path: Path, registry_template: Path
) -> None:
    """After the signed copy, between the aliases, before the file: what serves is whole, `sync` follows the alias, and
    a second try ends with the new version serving and the old one behind it."""
    shutil.copyfile(registry_template, tmp_path / "mlflow.db")
    url, artifacts, models = f"sqlite:///{tmp_path}/mlflow.db", tmp_path / "artifacts", tmp_path / "models"
    registry, key = open_registry(url, artifacts), Ed25519PrivateKey.generate()
    notes = CardNotes("made-up rows", "Made up: fictional.", date(2026, 7, 1), "0123abc", {})
    for base in (-2.0, -2.1):
        scorecard = trained.scorecard.model_copy(update={"base": base})
        verdict = Verdict((), champion="" if base == -2.0 else find_version(registry, NAME, 1).digest)
        register_training(registry, replace(trained, scorecard=scorecard, verdict=verdict), notes=notes)
        if base == -2.0:
            promote(registry, NAME, 1, key=key, models_dir=models, promoted_at=NOON)

    def serving() -> int:
        return load_champion(champion_file(models, NAME), key.public_key(), NAME).version

    secret = key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption()).hex()
    with promoter(url=url, artifacts=str(artifacts), models=str(models), key=secret) as ended:
        for step in (1, ALIASES + 1, FILE):
            assert ended(step) == -signal.SIGKILL
            assert serving() == 1
            synced = sync(registry, NAME, models_dir=models, public_key=key.public_key())
            assert synced is not None
            assert serving() == synced.version == find_version(registry, NAME, "champion").version
            promote(registry, NAME, 2, key=key, models_dir=models, promoted_at=NOON)
            assert (serving(), find_version(registry, NAME, "previous").version) == (2, 1), step
            rollback(registry, NAME, key=key, models_dir=models, promoted_at=NOON)
        assert ended(FILE + 1) == 0
    assert serving() == 2
