"""A limit for each key: told when to come again, and nobody else is slowed."""

from dataclasses import dataclass, replace
from typing import Any

import pytest
from starlette.testclient import TestClient

from serving.access.roles import Role
from serving.api.app import create_app
from serving.api.buckets import Buckets, TooManyRequests
from serving.api.parts import AppParts


@dataclass
class Clock:
    """A steady clock that a test moves."""

    now: float = 0.0

    def __call__(self) -> float:
        """Seconds."""
        return self.now


def test_a_key_that_is_too_fast_waits_and_others_go_on(parts: AppParts, keys: Any) -> None:
    """Three at once, then 429 with Retry-After; after that time one more; another key is served all along."""
    clock = Clock()
    client = TestClient(create_app(replace(parts, buckets=Buckets(0.5, 3, clock))))
    fast, other = keys.of(Role.DPO), keys.of(Role.DPO)
    told = [client.get("/v1/audit", headers=fast) for _ in range(4)]
    assert [answer.status_code for answer in told] == [200, 200, 200, 429]
    assert told[3].headers["Retry-After"] == "2"
    assert (told[3].json()["type"], "2 s" in told[3].json()["remedy"]) == (
        "urn:ermine:too-many-requests",
        True,
    )
    assert client.get("/v1/audit", headers=other).status_code == 200
    clock.now = 2.0
    assert [client.get("/v1/audit", headers=fast).status_code for _ in range(2)] == [200, 429]


def test_a_bucket_never_holds_more_than_its_burst() -> None:
    """A long pause gives one burst, not a day's worth."""
    clock = Clock()
    buckets = Buckets(10, 5, clock)
    clock.now = 86_400.0
    for _ in range(5):
        buckets.take("a")
    clock.now += 0.05
    with pytest.raises(TooManyRequests):
        buckets.take("a")
