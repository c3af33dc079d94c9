"""With --json, standard output carries one object, whatever a library prints by itself."""

import json
import subprocess
import sys

PROGRAM = """
import ctypes
from ermine.cli.console import Talk
talk = Talk(as_json=True)
with talk.progress("work") as tick:
    ctypes.CDLL(None).puts(b"noise of a library")
talk.finish({"done": True})
"""


def test_what_a_library_prints_goes_to_standard_error() -> None:
    """A C library's own line is not in front of the object."""
    ran = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    assert json.loads(ran.stdout) == {"done": True}
    assert "noise of a library" in ran.stderr
