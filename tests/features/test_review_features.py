"""Review features: by hand."""

from typing import Any

import pytest

TinyLake = Any


@pytest.fixture
def reviewed(lake: TinyLake) -> TinyLake:
    """Rated 4 for 2024 and 3 for the first half of 2025, each recorded some weeks after the period."""
    lake.add("reviews", "ann", period_end="2024-12-31", rating=4.0, known="2025-02-10")
    return lake.add("reviews", "ann", period_end="2025-06-30", rating=3.0, known="2025-08-05")


def test_reviews(reviewed: TinyLake) -> None:
    """A rating exists from the day after it was recorded, however old its period."""
    expected = {
        "2025-02-10": (None, None, None),
        "2025-02-11": (4, None, 1),
        "2025-08-05": (4, None, 7),
        "2025-08-06": (3, -1, 1),
    }
    rows = reviewed.over("ann", *expected)
    names = ("last_rating", "rating_change", "months_since_review")
    assert {day: tuple(row[name] for name in names) for day, row in rows.items()} == expected
