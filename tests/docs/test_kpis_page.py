"""The page of KPIs is what the definitions say."""

from pathlib import Path

from training.kpis.definitions import DEFINITIONS
from training.kpis.documentation import kpis_page
from training.kpis.formulas import FORMULAS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "kpis.md"


def test_the_page_of_kpis_is_not_stale() -> None:
    """The page in the repository is, letter by letter, what the command would write."""
    remedy = "run: python -m training.kpis.documentation docs/kpis.md"
    assert PAGE.read_text("utf-8") == kpis_page(), remedy


def test_every_kpi_has_one_formula_a_source_and_a_minimum_n() -> None:
    """Definitions and formulas are the same set; each has a heading, a sentence, tables, ten people or more."""
    assert [one.kpi for one in DEFINITIONS] == list(FORMULAS)
    for one in DEFINITIONS:
        assert f"\n## {one.kpi}\n" in kpis_page()
        assert one.formula.endswith(".")
        assert one.tables
        assert one.minimum_n >= 10
