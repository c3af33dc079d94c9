"""What happened, table by table, as columns of numbers in the order in which it happened."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from ermine.sample.arrays import Ints

Column = npt.NDArray[np.int64] | npt.NDArray[np.float64]


class Ledger:
    """The rows of one table; each part was written at one moment."""

    def __init__(self) -> None:
        self._parts: list[dict[str, Column]] = []

    def add(self, person: Ints, **columns: Column | int | float) -> None:
        """Write one row per entry of `person`, who or what it is about; a single value goes into all of them."""
        shape = person.shape
        rest = {name: np.broadcast_to(np.asarray(values), shape).copy() for name, values in columns.items()}
        self._parts.append({"person": person.copy(), **rest})

    def columns(self) -> dict[str, Column]:
        """All rows, oldest part first; no columns while nothing was written."""
        return _joined(self._parts)

    def since(self, day: int) -> dict[str, Column]:
        """The rows whose `day` is `day` or later, without touching the parts that are all older."""
        recent = [part for part in self._parts if part["day"].size and part["day"].max() >= day]
        rows = _joined(recent)
        return {name: values[rows["day"] >= day] for name, values in rows.items()}


def _joined(parts: list[dict[str, Column]]) -> dict[str, Column]:
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]} if parts else {}


@dataclass
class Ledgers:
    """One ledger per kind of row that the company leaves behind."""

    assignments: Ledger = field(default_factory=Ledger)
    manager_changes: Ledger = field(default_factory=Ledger)
    compensation: Ledger = field(default_factory=Ledger)
    exits: Ledger = field(default_factory=Ledger)
    absences: Ledger = field(default_factory=Ledger)
    engagement_events: Ledger = field(default_factory=Ledger)
    recognition: Ledger = field(default_factory=Ledger)
    one_on_ones: Ledger = field(default_factory=Ledger)
    reviews: Ledger = field(default_factory=Ledger)
    worked_hours: Ledger = field(default_factory=Ledger)
    er_managers: Ledger = field(default_factory=Ledger)
    preferences: Ledger = field(default_factory=Ledger)
    requests: Ledger = field(default_factory=Ledger)
    open_cases: Ledger = field(default_factory=Ledger)
    journey_events: Ledger = field(default_factory=Ledger)
    outreach_history: Ledger = field(default_factory=Ledger)
    surveys: Ledger = field(default_factory=Ledger)
    comments: Ledger = field(default_factory=Ledger)
    rounds: Ledger = field(default_factory=Ledger)
    climates: Ledger = field(default_factory=Ledger)
    trial: Ledger = field(default_factory=Ledger)
    hazards: Ledger = field(default_factory=Ledger)
