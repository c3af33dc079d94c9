"""What the feedback pages are built from; `ermine` passes it in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from sqlalchemy import Engine

from serving.intake.key_order import KeyOrder


@dataclass(frozen=True)
class ConcernDoor:
    """How serious concerns leave: sealed with `key`, which opens nothing, on the calendar's `today`.

    `first_handler` is passed over where the author asks for the second; the days are those within which somebody
    acknowledges and answers.
    """

    key: X25519PublicKey
    today: Callable[[], date]
    first_handler: str
    acknowledge_days: int
    answer_days: int


@dataclass(frozen=True)
class IntakeParts:
    """The parts of the feedback pages.

    `engine` is that of the feedback database, and there is no other; `redact` gives a text without what points at
    a person; `help_lines` says by name how to reach people who help; `over_tls` is on where pages come over TLS.
    """

    engine: Engine
    redact: Callable[[str], str]
    help_lines: Mapping[str, str]
    concerns: ConcernDoor
    over_tls: bool = False

    @cached_property
    def key_order(self) -> KeyOrder:
        """Hides in which order answers came."""
        return KeyOrder(self.engine)
