"""The files for deploying name commands, jobs and folders that exist; whether they run is for whoever deploys."""

import re
from pathlib import Path

import pytest
import yaml

from tests.docs.test_commands import commands

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
JOBS = sorted(path.name for path in (DEPLOY / "jobs").iterdir())


@pytest.mark.parametrize("job", JOBS)
def test_each_job_runs_a_command_that_exists_and_has_a_timer(job: str) -> None:
    """`exec .../ermine COMMAND`, in a script that a timer starts through the unit for jobs."""
    script = (DEPLOY / "jobs" / job).read_text("utf-8")
    (said,) = re.findall(r"^exec \S+/(ermine [\w -]+?)(?: \S*[/\"$].*)?$", script, re.M)
    assert said in commands()
    timer = (DEPLOY / "timers" / f"ermine-{job}.timer").read_text("utf-8")
    assert f"Unit=ermine@{job}.service" in timer
    assert "OnCalendar=" in timer


def test_each_timer_has_a_job() -> None:
    """No timer starts nothing."""
    assert sorted(path.stem.removeprefix("ermine-") for path in (DEPLOY / "timers").iterdir()) == JOBS


def test_the_compose_file_and_the_image_hold_together() -> None:
    """The registry answers to the name by which the service calls it; the image has every package of ours."""
    services = yaml.safe_load((DEPLOY / "compose.yml").read_text("utf-8"))["services"]
    asked = services["ermine"]["environment"]["MLFLOW_TRACKING_URI"].removeprefix("http://")
    entry = services["registry"]["entrypoint"]
    assert entry[entry.index("--allowed-hosts") + 1] == asked
    copied = re.findall(r"^COPY (\w+) \1$", (DEPLOY / "Dockerfile").read_text("utf-8"), re.M)
    assert set(copied) == {"data_contracts", "features", "sentiment", "training", "serving", "ermine"}
