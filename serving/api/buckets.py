"""A limit for each key: a bucket of requests that fills at a steady rate; one that is empty says when to come again."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from math import ceil
from threading import Lock

from data_contracts.errors import ErmineError

_MOST_KEYS = 10_000


class TooManyRequests(ErmineError):
    """This key sent more requests than its share; the others must be able to work too."""

    status, exit_code = 429, 7

    def __init__(self, wait_seconds: int) -> None:
        super().__init__(
            "This key sends requests faster than it may.",
            remedy=f"Wait {wait_seconds} s, as Retry-After says, then go on more slowly.",
        )
        self.wait_seconds = wait_seconds


@dataclass
class Buckets:
    """`per_second` requests a second for each key, and `burst` at once after a pause; of this process only.

    `clock` is a steady one, in seconds.
    """

    per_second: float = 2_000.0
    burst: float = 10_000.0
    clock: Callable[[], float] = time.monotonic
    _left: dict[str, tuple[float, float]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def take(self, key_id: str) -> None:
        """Take one request out of the key's bucket; raises `TooManyRequests` when there is none."""
        now = self.clock()
        with self._lock:
            left, since = self._left.get(key_id, (self.burst, now))
            left = min(self.burst, left + (now - since) * self.per_second)
            if left < 1:
                self._left[key_id] = (left, now)
                raise TooManyRequests(ceil((1 - left) / self.per_second))
            if len(self._left) > _MOST_KEYS:
                self._left.clear()
            self._left[key_id] = (left - 1, now)
