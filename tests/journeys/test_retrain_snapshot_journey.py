"""Retrain on a dated flat table: a broken export gives a worse challenger, and the champion goes on serving."""

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

pytestmark = pytest.mark.slow

MAP = """[snapshot]
file = "four_years.csv"
id = "id"
as_of = "day"
target = "left"
horizon_days = 365
protected = ["gender"]
"""


def year_end(year: int, rng: np.random.Generator, n: int = 400) -> pl.DataFrame:
    """One snapshot in which overtime, tenure and job drive who leaves."""
    overtime, tenure = rng.normal(0, 1, n), rng.gamma(2, 3, n).round(1)
    job = rng.choice(["nurse", "clerk", "cook"], n)
    risk = -1.6 + 1.4 * overtime - 0.25 * tenure + 0.9 * (job == "cook")
    left = (rng.random(n) < 1 / (1 + np.exp(-risk))).astype(int)
    return pl.DataFrame(
        {
            "id": [f"p{k:04}" for k in range(n)], "day": [f"{year}-12-31"] * n, "left": left,
            "overtime": overtime, "tenure": tenure, "job": job, "gender": rng.choice(["f", "m"], n),
        }
    )  # fmt: skip


def test_a_worse_challenger_is_never_promoted(place: Any, tmp_path: Path) -> None:
    """Tenure in months instead of years since the last export: drift names it, the gate keeps the champion, code 3."""
    rng = np.random.default_rng(1)
    four = pl.concat([year_end(year, rng) for year in range(2016, 2020)])
    four.write_csv(tmp_path / "four_years.csv")
    broken = year_end(2021, rng).with_columns(pl.col("tenure") * 12)
    pl.concat([four, year_end(2020, rng), broken]).write_csv(tmp_path / "six_years.csv")
    (tmp_path / "map.toml").write_text(MAP)
    assert place.run("train", "--map", tmp_path / "map.toml", "--json").json["promoted"] is True
    serving = (place.home / "models" / "map" / "champion.json").read_bytes()

    ran = place.run("retrain", "--data", tmp_path / "six_years.csv", "--json")
    assert ran.code == 3, ran.err
    told = ran.json
    assert "tenure" in told["drift"]["inputs"]
    assert told["promoted"] is False
    assert "worse_than_champion" in {reason["code"] for reason in told["stopped_by"]}
    assert (place.home / "models" / "map" / "champion.json").read_bytes() == serving
    assert place.run("models", "verify", "--json").json["version"] == told["champion_before"] == 1
    assert place.run("report", "drift").code == 3
    assert place.run("report", "fairness").code == 4
