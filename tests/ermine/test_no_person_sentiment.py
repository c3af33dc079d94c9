"""Per-person sentiment does not exist: nothing holds both who somebody is and what somebody felt."""

import ast
import importlib
import inspect
import pkgutil
import warnings
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pandera.polars as pa
import polars as pl
import pytest
import sqlalchemy
from pydantic import BaseModel

import data_contracts
import ermine
import features
import sentiment
import serving

REPO = Path(__file__).resolve().parents[2]
PERSON = {
    "employee_id",
    "to_employee_id",
    "manager_id",
    "er_manager_id",
    "subject_id",
    "person_id",
    "email",
    "person",
}
FEELING = {
    "sentiment",
    "p_negative",
    "p_neutral",
    "p_positive",
    "topics",
    "serious",
    "p_serious",
    "mood_of_person",
}
"""Words that, beside a person, would make a sentiment personal; `mood` of a unit is a published group figure."""


def modules() -> Iterator[ModuleType]:
    """Every module of the packages that hold contracts, tables, models and frames."""
    for package in (data_contracts, features, sentiment, serving, ermine):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if ".migrations." not in found.name and not found.name.endswith("__main__"):
                with (
                    warnings.catch_warnings()
                ):  # pyspark has an opinion on pandas, which features do not use there
                    warnings.simplefilter("ignore", FutureWarning)
                    module = importlib.import_module(found.name)
                yield module


def described() -> Iterator[tuple[str, set[str]]]:
    """Name and columns of every pandera contract, SQLAlchemy table, pydantic model, dataclass and Polars schema."""
    for module in modules():
        for name, thing in vars(module).items():
            if (
                inspect.isclass(thing)
                and issubclass(thing, pa.DataFrameModel)
                and thing is not pa.DataFrameModel
            ):
                yield f"{module.__name__}.{name}", set(thing.to_schema().columns)
            elif inspect.isclass(thing) and issubclass(thing, BaseModel):
                yield f"{module.__name__}.{name}", set(thing.model_fields)
            elif inspect.isclass(thing) and hasattr(thing, "__dataclass_fields__"):
                yield f"{module.__name__}.{name}", set(thing.__dataclass_fields__)
            elif isinstance(thing, sqlalchemy.Table):
                yield f"{module.__name__}.{name}", {column.name for column in thing.columns}
            elif isinstance(thing, sqlalchemy.MetaData):
                for table in thing.tables.values():
                    yield table.name, {column.name for column in table.columns}
            elif isinstance(thing, dict | pl.Schema) and thing and all(isinstance(key, str) for key in thing):
                yield f"{module.__name__}.{name}", set(thing)


def breaks_the_wall(columns: set[str]) -> bool:
    """Whether these columns together say how a person felt."""
    return bool(columns & PERSON) and bool(columns & FEELING)


def test_nothing_holds_a_person_and_a_sentiment() -> None:
    """No contract, table, model, dataclass or schema has both; the search sees the ones that must be there."""
    everything = list(described())
    assert any("employee_id" in columns for _, columns in everything)
    assert len(everything) > 100
    assert [name for name, columns in everything if breaks_the_wall(columns)] == []


def test_the_search_would_see_one() -> None:
    """A table that broke the rule would be found."""
    assert breaks_the_wall({"employee_id", "sentiment", "as_of"})
    assert not breaks_the_wall({"unit_id", "sentiment"})


@pytest.mark.parametrize("file", sorted((REPO / "sentiment").rglob("*.py")), ids=lambda file: file.stem)
def test_no_function_on_text_takes_a_person(file: Path) -> None:
    """No function in `sentiment` has a parameter that names an employee."""
    functions = (
        node for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.FunctionDef)
    )
    taken = {each.arg for node in functions for each in (*node.args.args, *node.args.kwonlyargs)}
    assert not {name for name in taken if name in PERSON or "employee" in name}


def test_text_commands_write_no_person() -> None:
    """The text commands name no option for an id, and the jobs behind them read one column only."""
    source = (REPO / "ermine" / "cli" / "text.py").read_text("utf-8") + (
        REPO / "ermine" / "jobs" / "texts.py"
    ).read_text("utf-8")
    assert "employee_id" not in source
    assert "--id" not in source
