"""Requests made from the API's own document, as every role: no 5xx, and nothing that the document does not say."""

from pathlib import Path
from typing import Any

import pytest

from soak.fuzzing import fuzzed, opened


@pytest.mark.slow
def test_generated_requests_of_every_role_are_answered_as_documented(tmp_path: Path, demo_place: Any) -> None:
    """About 300 of them on a home with people in it, many of which find something; `make soak` sends 5,000."""
    with opened(demo_place.copy_to(tmp_path / "place").env) as target:
        found = fuzzed(target, each=5)
    assert found.faults == {}
    assert found.requests > 250
    assert {200, 201, 401, 404, 422} <= set(found.statuses)
