"""One served demo that the journeys in a browser share."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest


@dataclass(frozen=True)
class Site:
    """A copy of the demo's home and the address at which it is served; `keys` are the demo's, one for each role."""

    place: Any
    here: str
    keys: dict[str, str]


@pytest.fixture(scope="session")
def site(tmp_path_factory: Any, demo_place: Any, new_servers: Callable[[], Any]) -> Iterator[Site]:
    """The demo's pages; whoever changes something takes a person or a key of their own."""
    servers = new_servers()
    place = demo_place.copy_to(tmp_path_factory.mktemp("site") / "place")
    yield Site(place, servers.start(place), place.told("demo")["sign_in_keys"])
    servers.stop()


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """The folder for pictures: the one that ERMINE_PICTURES names, or pytest's own."""
    folder = Path(os.environ.get("ERMINE_PICTURES", tmp_path))
    folder.mkdir(parents=True, exist_ok=True)
    return folder
