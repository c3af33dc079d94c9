"""What an administrator does to a running service: several workers, a key exchanged without a gap."""

import os
import signal
import time
from pathlib import Path
from typing import Any

import httpx
import pytest


def workers_of(server: int) -> list[int]:
    """The processes that `ermine serve` started to answer requests."""
    tasks = Path(f"/proc/{server}/task/{server}/children").read_text().split()
    return [pid for pid in map(int, tasks) if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]


@pytest.mark.slow
def test_two_workers_answer_as_one_and_a_key_is_exchanged_without_a_gap(
    company_place: Any, servers: Any, tmp_path: Path
) -> None:
    """Both keys work during the overlap, the old one ends with it; measures are summed; a dead worker is replaced."""
    place = company_place.copy_to(tmp_path / "place")
    old = place.key("hr_system")
    rotated = place.run("key", "rotate", old.partition(".")[0], "--overlap", 1, "--json").json
    address = servers.start(place, None, "--workers", 2)
    asked = 0

    def status(key: str, times: int = 1) -> set[int]:
        nonlocal asked
        asked += times
        headers = {"Authorization": f"Bearer {key}"}
        return {
            httpx.get(f"{address}/v1/models/current/schema", headers=headers).status_code
            for _ in range(times)
        }

    assert status(old, 6) == status(rotated["key"], 6) == {200}
    first = workers_of(servers.running[-1].pid)
    assert len(first) == 2
    newest = place.run("key", "rotate", rotated["key_id"], "--overlap", 0, "--json").json
    assert status(newest["key"], 4) == {200}
    assert status(rotated["key"], 4) == {401}
    answered = 'ermine_requests_total{method="GET",route="/v1/models/current/schema",status="%d"} %d.0'
    measures = httpx.get(f"{address}/metrics").text
    assert answered % (200, asked - 4) in measures
    assert answered % (401, 4) in measures

    os.kill(first[0], signal.SIGKILL)
    ends = time.monotonic() + 60
    while first[0] in (found := workers_of(servers.running[-1].pid)) or len(found) < 2:
        assert time.monotonic() < ends, "the worker was not replaced"
        time.sleep(0.2)
    assert status(newest["key"], 4) == {200}
