"""`kill -9` in the middle of writing: nothing that was acknowledged is lost, and nothing is done twice."""

from pathlib import Path
from typing import Any

import pytest

from soak.forked_server import fork_server
from soak.kills import kill_rounds, open_home


@pytest.mark.slow
def test_twenty_kills_lose_nothing_and_double_nothing(tmp_path: Path, demo_place: Any) -> None:
    """A real server and four callers, looked at after each restart; `make soak` kills `ermine serve` 200 times."""
    home = open_home(demo_place.copy_to(tmp_path / "place").env, tmp_path, fork_server)
    ledger = kill_rounds(home, rounds=20, writes=15)
    assert ledger.faults == []
    assert len(ledger.acknowledged) >= 20 * 15
