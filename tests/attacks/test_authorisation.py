"""Who may read whom, decided by the real service and by an oracle that shares no code with it."""

from pathlib import Path

import pytest

from soak.authorisation import Tally, compare, compare_roles, open_service

pytestmark = pytest.mark.slow


def test_five_thousand_decisions_on_fifty_organisations_do_not_differ(tmp_path: Path) -> None:
    """Lists, lines, timelines, scores in a unit scope and one's own data; `make soak` takes 100,000."""
    service, tally = open_service(tmp_path), Tally()
    for number in range(50):
        compare(service, number, tally)
    assert tally.differences == []
    assert tally.decisions >= 5_000


def test_every_route_lets_in_exactly_the_roles_that_it_declares(tmp_path: Path) -> None:
    """All routes of the OpenAPI document, with a key of each role and with none."""
    service, tally = open_service(tmp_path), Tally()
    compare_roles(service, tally)
    assert tally.differences == []
    assert tally.decisions > 200
