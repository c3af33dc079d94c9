"""Review features: by hand."""

from typing import Any

import pytest

TinyLake = Any

ABOUT = ("reviews",)


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


def test_mean_rating_36m(lake: TinyLake) -> None:
    """Periods of the last 36 months count once their rating is known: 3 and 4, not 1 of 2021, not 5 of March."""
    for period, rating, known in [
        ("2021-12-31", 1.0, "2022-02-01"),
        ("2022-12-31", 3.0, "2023-02-01"),
        ("2023-12-31", 4.0, "2024-02-01"),
        ("2024-12-31", 5.0, "2025-03-01"),
    ]:
        lake.add("reviews", "ann", period_end=period, rating=rating, known=known)
    assert lake.of("ann", "2025-03-01")["mean_rating_36m"] == 3.5
    assert lake.of("ann", "2028-01-01")["mean_rating_36m"] is None
