"""The page of features is what the catalogue says."""

from pathlib import Path

from features.catalogue import FEATURES, sources
from features.documentation import features_page
from features.feature_sets import SETS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "features.md"


def test_the_page_of_features_is_not_stale() -> None:
    """The page in the repository is, letter by letter, what the command would write."""
    remedy = "run: python -m features.documentation docs/features.md"
    assert PAGE.read_text("utf-8") == features_page(), remedy


def test_the_page_names_every_feature_with_its_meaning_source_and_sets() -> None:
    """Each feature has one row that ends with its meaning and names each table and each set that has it."""
    lines = features_page().splitlines()
    for spec in FEATURES:
        (row,) = [line for line in lines if line.startswith(f"| `{spec.name}` |")]
        assert row.endswith(f"| {spec.meaning} |")
        assert all(f"`{table}`" in row for table in sources(spec))
        assert [name for name, chosen in SETS.items() if spec in chosen.features] == [
            name for name in SETS if f"`{name}`" in row
        ]
