"""What comes along is pinned, says its licence, and none of it asks more of us than to be named."""

import re
from pathlib import Path

from ermine.licences import brought_along, licence, plain, version

REPO = Path(__file__).resolve().parents[2]


def test_every_package_that_comes_along_is_pinned_and_says_its_licence() -> None:
    """The versions are those of constraints.txt; without an extra nothing is under the GPL or LGPL."""
    pins = dict(re.findall(r"^([\w.-]+)==([\w.]+)", (REPO / "constraints.txt").read_text("utf-8"), re.M))
    pinned = {plain(name): number for name, number in pins.items()}
    found = brought_along()
    assert {name: version(one) for name, one in found.items()} == {name: pinned[name] for name in found}
    assert [name for name, one in found.items() if "GPL" in licence(one)] == []
