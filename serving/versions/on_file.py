"""What the home keeps about each version that was trained: enough to compare without the registry."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from training.champion import Champion


class Versioned(Protocol):
    """Anything that is one version of one model: a champion, or a version on file."""

    @property
    def name(self) -> str:
        """The registered model's name."""

    @property
    def version(self) -> int:
        """The number that the registry gave it."""


@dataclass(frozen=True)
class GateReason:
    """One thing that the gate had against a version: its code and the sentence."""

    code: str
    message: str


@dataclass(frozen=True)
class TrainedVersion:
    """A version as it was registered, with the gate's verdict; `served` says that it has been champion.

    `horizon_days` is 0 where the training did not say.
    """

    name: str
    version: int
    run_id: str
    candidate: str
    registered_at: datetime
    horizon_days: int
    passed: bool
    reasons: tuple[GateReason, ...]
    served: bool


def beside(champion: Champion | None, versions: Sequence[TrainedVersion]) -> TrainedVersion | None:
    """The newest version that does not serve now, to be shown beside the champion; `versions` newest first."""
    return next((one for one in versions if champion is None or one.version != champion.version), None)


def has_predecessor(champion: Champion, versions: Sequence[TrainedVersion]) -> bool:
    """Whether another version on file has been champion: without one there is nothing to roll back to."""
    return any(one.served and one.version != champion.version for one in versions)
