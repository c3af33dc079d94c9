"""The folders are the import names, and nobody else claims them."""

import importlib.metadata
import importlib.util
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parents[2]
OURS = ["data_contracts", "features", "training", "serving", "ermine"]


@pytest.mark.parametrize("name", OURS)
def test_each_top_level_name_resolves_into_this_checkout(name: str) -> None:
    """Importing one of our names never finds somebody else's package."""
    spec = importlib.util.find_spec(name)
    assert spec is not None
    assert spec.origin is not None
    assert Path(spec.origin).resolve() == REPO / name / "__init__.py"


@pytest.mark.parametrize("name", OURS)
def test_no_other_distribution_claims_our_names(name: str) -> None:
    """Each of our names belongs to ermine-insight alone."""
    claimed = importlib.metadata.packages_distributions().get(name, ["ermine-insight"])
    assert set(claimed) == {"ermine-insight"}


def test_packages_say_what_they_are_and_nothing_else() -> None:
    """A package's `__init__.py` of the five floors holds a docstring only."""
    import ast

    for name in OURS:
        body = ast.parse((REPO / name / "__init__.py").read_text("utf-8")).body
        assert len(body) == 1, name
        assert isinstance(body[0], ast.Expr), name


def test_tests_have_no_packages() -> None:
    """No `__init__.py` lies under tests, so no test module can shadow one of ours."""
    assert not list((REPO / "tests").rglob("__init__.py"))


def test_ermine_is_the_only_console_script() -> None:
    """The distribution installs one command."""
    scripts = importlib.metadata.distribution("ermine-insight").entry_points.select(group="console_scripts")
    assert [script.name for script in scripts] == ["ermine"]
