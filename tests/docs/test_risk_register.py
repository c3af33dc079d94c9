"""Each risk of the register names tests that exist."""

import ast
from pathlib import Path

import pytest

from ermine.dossier.risks import Risk, load_risks

REPO = Path(__file__).resolve().parents[2]


def defined_in(file: Path) -> set[str]:
    """The names of the tests that a file defines."""
    return {
        node.name for node in ast.parse(file.read_text("utf-8")).body if isinstance(node, ast.FunctionDef)
    }


@pytest.mark.parametrize("risk", load_risks(), ids=lambda risk: risk.id)
def test_each_risk_names_tests_that_exist(risk: Risk) -> None:
    """The file is there and defines a test of that name."""
    for test in risk.tests:
        file, _, name = test.partition("::")
        assert name.startswith("test_")
        assert name in defined_in(REPO / file), test


def test_no_risk_stands_there_twice() -> None:
    """An id means one risk."""
    ids = [risk.id for risk in load_risks()]
    assert len(ids) == len(set(ids))
