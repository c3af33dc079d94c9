"""Options that several commands share, said once."""

from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import typer

from data_contracts.errors import InputRefused

AsJson = Annotated[
    bool, typer.Option("--json", help="One JSON object on standard output, the rest on standard error.")
]
Employees = Annotated[int, typer.Option(min=40, max=1_000_000, help="People at any one time.")]
Months = Annotated[int, typer.Option(min=6, max=240, help="Months of history.")]
Seed = Annotated[int, typer.Option(min=0, help="Seed of everything random.")]
MapFile = Annotated[Path | None, typer.Option("--map", help="Mapping of a flat snapshot (TOML).")]
ModelName = Annotated[
    str | None, typer.Option("--model", help="Registered model; default: the one of this home.")
]
Engine = Annotated[
    Literal["duckdb", "spark"],
    typer.Option("--engine", help="What computes the features of HR tables; spark needs the extra and Java."),
]
SparkMaster = Annotated[
    str | None,
    typer.Option(
        "--spark-master", help="Where Spark runs, as local[2] or spark://host:7077; default: local[*]."
    ),
]


def iso_day(text: str, option: str) -> date:
    """A day given as YYYY-MM-DD on the command line; refused with the option's name."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise InputRefused(f"{option} {text!r} is not a day.", remedy="Write it as 2026-06-30.") from None
    if not 1950 <= day.year <= 2150:
        raise InputRefused(f"{option} {text!r} is not a day of this time.", remedy="Check the year.")
    return day
