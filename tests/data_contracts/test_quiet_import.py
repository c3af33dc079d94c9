"""The contracts load without a word and without Spark, whether or not that is installed."""

import os
import subprocess
import sys
from pathlib import Path

REPO = Path(__file__).resolve().parents[2]

PROGRAM = """
import os, sys
import data_contracts.catalogue
assert not [name for name in sys.modules if name.startswith("pyspark")], "pyspark was loaded"
assert "SPARK_LOCAL_IP" not in os.environ, "a Spark driver would hide from its cluster"
"""


def test_contracts_do_not_load_spark_or_warn() -> None:
    """Importing every contract loads no pyspark, sets no Spark variable and prints nothing, warnings being errors."""
    env = {key: value for key, value in os.environ.items() if not key.startswith("SPARK_")}
    command = [sys.executable, "-W", "error", "-c", PROGRAM]
    ran = subprocess.run(command, cwd=REPO, env=env, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
