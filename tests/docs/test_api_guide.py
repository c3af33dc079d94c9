"""The examples of the API guide do what the page says, as they stand there."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "api.md"


def example(language: str, word: str) -> str:
    """The one fenced block of a language in which a word stands."""
    blocks = re.findall(rf"```{language}\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)
    (found,) = [block for block in blocks if word in block]
    return str(found)


@pytest.fixture(scope="module")
def reached(tmp_path_factory: pytest.TempPathFactory, demo_place: Any, new_servers: Any) -> Any:
    """The address of a server on the demo's home and a key of an HR system, as the page names them."""
    place, servers = demo_place.copy_to(tmp_path_factory.mktemp("guide") / "place"), new_servers()
    yield {"url": servers.start(place), "key": place.key("hr_system")}
    servers.stop()


def ran(command: list[str], reached: dict[str, str]) -> dict[str, Any]:
    """The JSON that a program printed."""
    done = subprocess.run(
        command, env={**os.environ, **reached}, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


@pytest.mark.slow
def test_the_curl_and_the_httpx_example_score_the_same_person(reached: dict[str, str]) -> None:
    """Both are run as they are printed, with nothing but the address and the key given."""
    by_curl = ran(["sh", "-ec", example("sh", "curl")], reached)
    given = "import json, os\nurl, key = os.environ['url'], os.environ['key']\n"
    program = f"{given}{example('python', 'httpx')}\nprint(json.dumps(answer))"
    by_httpx = ran([sys.executable, "-W", "error", "-c", program], reached)
    assert [row["status"] for row in by_curl["results"]] == ["scored"]
    assert by_curl["results"] == by_httpx["results"]
