"""Help is quick because nothing heavy is imported for it; told by what is absent, never by a clock."""

import subprocess
import sys

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
