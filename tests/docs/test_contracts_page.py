"""The page of contracts is what the contracts say."""

from pathlib import Path

from data_contracts.catalogue import TABLES
from data_contracts.documentation import contracts_page

PAGE = Path(__file__).resolve().parents[2] / "docs" / "contracts.md"


def test_the_page_of_contracts_is_not_stale() -> None:
    """The page in the repository is, letter by letter, what the command would write."""
    remedy = "run: python -m data_contracts.documentation docs/contracts.md"
    assert PAGE.read_text("utf-8") == contracts_page(), remedy


def test_the_page_names_every_column_with_its_meaning() -> None:
    """Each column of each table stands in the section of its table, with its meaning and mark."""
    sections = dict(part.split("`\n", 1) for part in contracts_page().split("\n## `")[1:])
    for name, contract in TABLES.items():
        for column in contract.columns:
            (row,) = [line for line in sections[name].splitlines() if line.startswith(f"| `{column.name}` |")]
            assert row.endswith(f"| {column.mark} | {column.meaning} |")
