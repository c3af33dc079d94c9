"""What a training is told of a company from which nothing can be learned yet."""

from datetime import date
from pathlib import Path

import pytest

from data_contracts.intake import import_folder
from data_contracts.policy.outreach import load_outreach_policy
from data_contracts.progress import silent
from ermine.jobs.learning import company_rows
from features.engines.duckdb import DuckDB
from training.dataset import NothingToLearnFrom

TABLES = {
    "employees": ["employee_id,hire_date", "1,2020-01-01", "2,2021-01-01"],
    "units": ["unit_id,parent_id,name,valid_from", "A,,All,2020-01-01"],
    "exits": ["employee_id,last_day,kind"],
    "assignments": [
        "employee_id,valid_from,unit_id,manager_id,job_family,job_level,location,work_mode,fte,contract",
        "1,2020-01-01,A,,,,,,1,permanent",
        "2,2021-01-01,A,1,,,,,1,permanent",
    ],
    "one_on_ones": ["employee_id,event_date", "2,2026-06-01"],
}


def test_a_company_that_nobody_has_left_is_told_so_and_what_it_can_do(tmp_path: Path) -> None:
    """The refusal says that nobody has left, and that there is a list without a model meanwhile."""
    for name, lines in TABLES.items():
        (tmp_path / f"{name}.csv").write_text("\n".join(lines) + "\n", "utf-8")
    lake = import_folder(tmp_path, tmp_path / "home", date(2026, 7, 1)).lake
    with pytest.raises(NothingToLearnFrom, match="Nobody has left in these data") as refused:
        company_rows(lake, load_outreach_policy(), (), 180, DuckDB(), silent)
    assert "cold-start list" in refused.value.remedy
