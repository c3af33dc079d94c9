"""Pay features: by hand."""

from typing import Any

import pytest

TinyLake = Any

ABOUT = ("pay",)


@pytest.fixture
def paid(lake: TinyLake) -> TinyLake:
    """50,000, then 52,000 in July 2024, a new band in January 2025, 52,520 in July 2025, 99,000 in 2026."""
    for since, salary, midpoint in [
        ("2024-01-15", 50_000.0, 50_000.0),
        ("2024-07-01", 52_000.0, 50_000.0),
        ("2025-01-01", 52_000.0, 65_000.0),
        ("2025-07-01", 52_520.0, 65_000.0),
        ("2026-02-10", 99_000.0, 65_000.0),
    ]:
        lake.add("compensation", "ann", valid_from=since, annual_salary=salary, band_midpoint=midpoint)
    return lake


def test_months_since_raise(paid: TinyLake) -> None:
    """A row with the same salary is no raise; the raise of 2026-02-10 is unseen on that day."""
    expected = {"2024-06-30": None, "2024-07-01": None, "2024-07-02": 0, "2025-06-30": 11, "2026-02-10": 7}
    rows = paid.over("ann", *expected)
    assert {day: row["months_since_raise"] for day, row in rows.items()} == expected


def test_compa_ratio(paid: TinyLake) -> None:
    """Current salary over the current band's midpoint: 52,520 / 65,000."""
    assert paid.of("ann", "2026-02-10")["compa_ratio"] == pytest.approx(0.808)


def test_compa_ratio_is_missing_without_a_midpoint(lake: TinyLake) -> None:
    """A band that is no longer recorded is not filled in from an older row."""
    lake.add("compensation", "ann", valid_from="2024-01-15", annual_salary=50.0, band_midpoint=40.0)
    lake.add("compensation", "ann", valid_from="2024-06-01", annual_salary=60.0, band_midpoint=None)
    assert lake.of("ann", "2024-05-01")["compa_ratio"] == 1.25
    assert lake.of("ann", "2024-07-01")["compa_ratio"] is None


def test_raises_24m(paid: TinyLake) -> None:
    """Two raises in the two years before 2026-02-10; one of them is too old on 2026-07-02, one is new."""
    rows = paid.over("ann", "2024-06-30", "2026-02-10", "2026-07-02")
    assert [row["raises_24m"] for row in rows.values()] == [0, 2, 2]


def test_raises_are_missing_without_a_salary(paid: TinyLake) -> None:
    """No salary on record is not the same as no raise."""
    paid.person("bob", "2024-01-15")
    assert paid.of("bob", "2025-01-01")["raises_24m"] is None


def test_last_raise_pct(paid: TinyLake) -> None:
    """520 on 52,000 is one per cent; the big raise after the day is unseen."""
    assert paid.of("ann", "2026-02-10")["last_raise_pct"] == pytest.approx(0.01)


def test_salary_growth_24m(paid: TinyLake) -> None:
    """52,520 against 50,000 two years before; missing while there was no salary then."""
    assert paid.of("ann", "2026-02-10")["salary_growth_24m"] == pytest.approx(0.0504)
    assert paid.of("ann", "2026-01-14")["salary_growth_24m"] is None


def test_correction_of_a_salary_is_not_a_raise(lake: TinyLake) -> None:
    """A corrected row replaces the wrong one; it is not a step from it."""
    lake.add("compensation", "ann", valid_from="2024-01-15", annual_salary=50.0, band_midpoint=50.0)
    lake.add(
        "compensation",
        "ann",
        valid_from="2024-01-15",
        annual_salary=55.0,
        band_midpoint=50.0,
        known="2024-03-01",
    )
    assert lake.of("ann", "2024-03-01")["compa_ratio"] == 1.0
    after = lake.of("ann", "2024-03-02")
    assert (after["compa_ratio"], after["months_since_raise"], after["raises_24m"]) == (1.1, None, 0)


def test_compa_ratio_change_12m(paid: TinyLake) -> None:
    """52,520 / 65,000 against 52,000 / 65,000 a year before; a year before January 2025 there was no salary."""
    row = paid.of("ann", "2026-02-10")
    assert row["compa_ratio_change_12m"] == pytest.approx(0.808 - 0.8)
    assert paid.of("ann", "2025-01-10")["compa_ratio_change_12m"] is None


def test_compa_ratio_change_never_uses_an_older_band(lake: TinyLake) -> None:
    """A year ago the band was not recorded: what it had been before is not taken instead."""
    for since, midpoint in [("2024-01-15", 40.0), ("2024-06-01", None), ("2025-03-01", 50.0)]:
        lake.add("compensation", "ann", valid_from=since, annual_salary=50.0, band_midpoint=midpoint)
    early, late = lake.over("ann", "2025-05-31", "2025-06-01").values()
    assert early["compa_ratio_change_12m"] == pytest.approx(1.0 - 1.25)
    assert late["compa_ratio_change_12m"] is None
