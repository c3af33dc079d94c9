"""The week's run with features computed on Spark, through the real command line."""

from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow


def test_run_on_spark_is_the_run_on_duckdb(company_place: Any, spark_settings: Path, tmp_path: Path) -> None:
    """The list is the stored one to the last score, so it is kept, not stored again; Spark says nothing on the way."""
    place = company_place.copy_to(tmp_path / "place")
    ran = place.run(
        "run", "--engine", "spark", "--spark-master", "local[2]", "--json",
        env={"SPARK_CONF_DIR": str(spark_settings)},
    )  # fmt: skip
    assert ran.code == 0, ran.err
    assert "WARN" not in ran.err
    assert (place.home / "tmp" / "spark.log").exists()  # it was Spark that computed
    before = company_place.told("run")
    assert ran.json == {**before, "new": False}


@pytest.mark.parametrize(
    ("options", "env", "said"),
    [
        (("--spark-master", "local[2]"), {}, "needs --engine spark"),
        (("--engine", "spark"), {"JAVA_HOME": "/nowhere"}, "Install Java 17"),
    ],
)
def test_spark_that_cannot_be_used_is_refused(
    company_place: Any, spark_settings: Path, options: tuple[str, ...], env: dict[str, str], said: str
) -> None:
    """A master without Spark, and Spark without Java, end with a message that says what to do."""
    ran = company_place.run("run", *options, env=env)
    assert ran.code in (2, 7)
    assert said in ran.err
    assert "Traceback" not in ran.err
