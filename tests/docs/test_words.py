"""The project speaks of the project alone."""

import re
import subprocess
from pathlib import Path

REPO = Path(__file__).resolve().parents[2]
OUTSIDE = re.compile(r"(?<![\w./])/(?:work|home|root|opt)/\w+|\bissue #?\d+\b", re.I)
TEXT = re.compile(r"\.(py|md|toml|ya?ml|html|sh|txt|cfg|css)$|Makefile$|\.ci/run$")


def test_no_file_names_a_machine_path_or_a_ticket() -> None:
    """Nothing that is committed carries a path of somebody's machine or the number of a ticket."""
    listed = subprocess.run(["git", "ls-files"], cwd=REPO, capture_output=True, text=True, check=True).stdout
    found = []
    for name in filter(TEXT.search, listed.splitlines()):
        if (REPO / name).resolve() == Path(__file__).resolve() or not (REPO / name).exists():
            continue
        for number, line in enumerate((REPO / name).read_text("utf-8").splitlines(), 1):
            if OUTSIDE.search(line):
                found.append(f"{name}:{number} {line.strip()[:80]}")
    assert found == []
