"""A store with a waiting list of a thousand invented people whose outcome is known."""

from datetime import date

import pytest
from sqlalchemy import Engine

from serving.impact.outcomes import Facts, PastLot, record_outcomes, take_history
from serving.store.engine import writing

DRAWN = date(2026, 1, 1)
KNOWN = date(2026, 6, 30)


@pytest.fixture
def history(engine: Engine) -> Engine:
    """A thousand people drawn in history: of 500 now 30 gave notice within the wait, of 500 later 80."""
    lots = [PastLot(f"H{n:04d}", "now" if n % 2 else "later", DRAWN) for n in range(1000)]
    left = {f"H{n:04d}": date(2026, 2, 1) for n in range(0, 160, 2)}
    left |= {f"H{n:04d}": date(2026, 2, 10) for n in range(1, 61, 2)}
    talks = {f"H{n:04d}": (date(2026, 1, 9),) for n in range(1, 801, 2)}
    talks |= {f"H{n:04d}": (date(2026, 1, 20),) for n in range(0, 20, 2)}
    with writing(engine) as conn:
        take_history(conn, lots, 90)
        record_outcomes(conn, Facts(KNOWN, left, {}, talks))
    return engine
