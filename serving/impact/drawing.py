"""Draw lots: who is talked to now and who waits, by keyed hash in blocks within band and ER manager.

A person's lot depends on the trial's key, on their stratum and on how many were drawn in it before, and on nothing that
anybody can choose. Each block of four in a stratum has the same number who wait, so that the arms stay alike in size
however few are drawn at a time (stratified permuted blocks).
"""

import hashlib
import hmac
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from training.impact.arms import LATER, NOW, ArmName

BLOCK = 4


@dataclass(frozen=True)
class Candidate:
    """Somebody who is eligible for the first time, with the band and the ER manager within which lots are drawn."""

    employee_id: str
    band: str
    er_manager_id: str

    @property
    def stratum(self) -> str:
        """The stratum by name."""
        return f"{self.band}, {self.er_manager_id}"


@dataclass(frozen=True)
class Lot:
    """What was drawn for one person."""

    employee_id: str
    stratum: str
    arm: ArmName


def draw(
    candidates: Sequence[Candidate], drawn: Mapping[str, int], key: str, waiting_share: float
) -> tuple[Lot, ...]:
    """A lot for each candidate; `drawn` says how many lots each stratum has had before.

    `waiting_share` is 0.25 or 0.5. The order of `candidates` makes no difference.
    """
    together: dict[str, list[str]] = defaultdict(list)
    for candidate in candidates:
        together[candidate.stratum].append(candidate.employee_id)
    lots = []
    for stratum, people in sorted(together.items()):
        order = sorted(people, key=lambda who: _hash(key, "person", who))
        for place, who in enumerate(order, start=drawn.get(stratum, 0)):
            lots.append(Lot(who, stratum, _arm(place, stratum, key, waiting_share)))
    return tuple(lots)


def _arm(place: int, stratum: str, key: str, waiting_share: float) -> ArmName:
    block, spot = divmod(place, BLOCK)
    order = sorted(range(BLOCK), key=lambda n: _hash(key, "block", f"{stratum}|{block}|{n}"))
    return LATER if order.index(spot) < round(waiting_share * BLOCK) else NOW


def _hash(key: str, kind: str, what: str) -> bytes:
    return hmac.new(bytes.fromhex(key), f"{kind}|{what}".encode(), hashlib.sha256).digest()
