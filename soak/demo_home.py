"""A home of a small invented company, made by the real command, for what must be tried for long."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ERMINE = Path(sys.executable).with_name("ermine")


def ermine(env: Mapping[str, str], *arguments: str) -> str:
    """What a command printed."""
    return subprocess.run([ERMINE, *arguments], env=env, check=True, stdout=subprocess.PIPE, text=True).stdout


@contextmanager
def demo_home() -> Iterator[tuple[dict[str, str], Path]]:
    """The environment that points to a fresh home of 600 people, and the folder it lies in; gone at the end."""
    with tempfile.TemporaryDirectory(prefix="ermine-soak-") as name:
        folder = Path(name)
        (folder / "mlruns").mkdir()
        env = {**os.environ, "ERMINE_HOME": str(folder / "home"), "OMP_NUM_THREADS": "1"}
        env["MLFLOW_TRACKING_URI"] = f"sqlite:///{folder}/mlruns/mlflow.db"
        ermine(env, "demo", "--no-serve", "--employees", "600", "--months", "24", "--json")
        yield env, folder
