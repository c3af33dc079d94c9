"""The page of attacks names tests that exist."""

import re
from pathlib import Path

REPO = Path(__file__).resolve().parents[2]


def test_each_attack_names_tests_that_exist() -> None:
    """Sixteen attacks, in order, each with a file of tests or a page that has them."""
    rows = re.findall(r"^\| (\d+) \|(.+)\|$", (REPO / "docs" / "attacks.md").read_text("utf-8"), re.M)
    assert [int(number) for number, _ in rows] == list(range(1, 17))
    for number, row in rows:
        files = re.findall(r"`(tests/[\w/]+\.py)`", row)
        assert files or "](" in row, number
        assert [name for name in files if not (REPO / name).is_file()] == []
