"""What the tests of the audit share."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

NOW = datetime(2026, 7, 1, 6, 0, tzinfo=UTC)


@pytest.fixture
def key_row() -> Callable[[str], dict[str, object]]:
    """A row of `api_keys`, by id."""

    def row(key_id: str) -> dict[str, object]:
        return {
            "key_id": key_id, "secret_hash": "0" * 64, "role": "admin", "purpose": "test", "sign_in": False,
            "created_at": NOW, "expires_at": NOW,
        }  # fmt: skip

    return row
