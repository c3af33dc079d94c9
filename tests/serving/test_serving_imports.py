"""What serving loads: it never fits a model, builds a feature or talks to the registry."""

import json
import pkgutil
import subprocess
import sys

import serving

BARRED = ("sklearn", "torch", "mlflow", "ibis", "duckdb", "matplotlib", "transformers")

PROGRAM = """
import importlib, json, sys
names = json.loads(sys.argv[1])
for name in names:
    importlib.import_module(name)
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def modules() -> list[str]:
    """Every module of serving but the migration scripts, which Alembic runs itself."""
    found = [m.name for m in pkgutil.walk_packages(serving.__path__, "serving.")]
    return [name for name in found if not name.startswith("serving.store.migrations")]


def loaded(names: list[str]) -> set[str]:
    """The top-level modules in memory after importing `names` in a process of their own."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, json.dumps(names)], capture_output=True, text=True, check=True
    )
    return set(json.loads(done.stdout))


def test_serving_loads_no_library_that_fits_models_or_builds_features() -> None:
    """Importing all of serving leaves these out of the process, also at second hand."""
    names = modules()
    assert "serving.api.app" in names
    assert "serving.outreach.run" in names
    assert loaded(names) & set(BARRED) == set()


def test_the_start_of_the_server_loads_no_library_that_fits_models() -> None:
    """What `ermine serve` imports before it listens: one import at the top of a job would add seconds to each start."""
    assert loaded(["ermine.jobs.serving"]) & {"sklearn", "scipy", "torch", "mlflow", "transformers"} == set()


def test_the_check_would_see_a_barred_library() -> None:
    """The subprocess reports what was imported at second hand."""
    assert "duckdb" in loaded(["ibis.backends.duckdb"])
