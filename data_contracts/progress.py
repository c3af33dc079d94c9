"""How long work tells how far it is: a function that whoever starts the work passes in."""

from collections.abc import Callable

Tick = Callable[[int, int, str], None]
"""Called as `tick(done, total, what)`; `total` 0 means that the length is not known."""


def silent(done: int, total: int, what: str) -> None:
    """The tick of work that nobody watches."""
