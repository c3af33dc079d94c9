"""Commands start quickly because each loads only what it needs; told by what is absent, never by a clock."""

import subprocess
import sys

import pytest

HEAVY = [
    "mlflow", "sklearn", "torch", "ibis", "duckdb", "pandas", "polars", "pyarrow", "scipy", "numpy", "matplotlib",
    "fastapi", "sqlalchemy", "pandera",
]  # fmt: skip


def test_help_imports_no_heavy_library() -> None:
    """`ermine --help` ends well without loading any data, model, web or database library."""
    program = (
        "import sys\n"
        "from ermine.cli.app import app\n"
        "try:\n"
        "    app(['--help'])\n"
        "except SystemExit as end:\n"
        "    assert not end.code\n"
        f"print('LOADED', [name for name in {HEAVY!r} if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "LOADED []" in done.stdout
    assert "demo" in done.stdout


@pytest.mark.parametrize(
    "job", ["keys", "importing", "rounds", "comment_reading", "heartbeat", "subjects", "outreach"]
)
def test_a_job_that_fits_nothing_loads_no_library_that_does(job: str) -> None:
    """Keys, imports, rounds, requests and the weekly run leave out what only training and the registry need."""
    program = (
        f"import sys, ermine.jobs.{job}\n"
        "print('LOADED', [m for m in ('mlflow', 'sklearn', 'scipy.stats', 'torch', 'matplotlib') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "LOADED []" in done.stdout
