"""A finished outreach run as it will be stored: plain values, nothing to compute any more."""

import hashlib
import json
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from serving.outreach.inputs import PopulationEntry, Unit
from serving.outreach.views import Band, ItemKind, RunKind
from serving.scores.reasons import Value


@dataclass(frozen=True)
class PersonRecord:
    """One person. `status` is "scored" or why not; `not_listed` is "" or the rule of `NOT_LISTED`."""

    employee_id: str
    name: str
    unit_id: str
    er_manager_id: str | None
    job: str
    facts: tuple[tuple[str, str], ...]
    status: str
    not_listed: str
    last_contact: date | None
    band: Band
    log_odds: float | None
    probability: float | None
    features: dict[str, Value]
    contributions: dict[str, float]


@dataclass(frozen=True)
class ItemRecord:
    """One line of an ER manager's list, about one person or one unit; `position` counts from 1."""

    er_manager_id: str
    kind: ItemKind
    employee_id: str | None
    unit_id: str | None
    position: int
    playbook_id: str
    hours: float
    why: str


@dataclass(frozen=True)
class ManagerRecord:
    """One ER manager's week: what there was, what was planned already, and what is proven of the list.

    `gap` is how far, at most, a better list could be, as a share (0.0: none is better). Of `coverage_due` people to
    whom nobody has spoken for long, `coverage_floor` should be listed and `coverage_short` are missing.
    """

    er_manager_id: str
    name: str
    weekly_hours: float
    planned_hours: float
    gap: float
    coverage_due: int
    coverage_floor: int
    coverage_short: int
    reserved_hours: float


@dataclass(frozen=True)
class Header:
    """What holds for the whole run; `features`, `bands` and `playbooks` are kept as they were on the day."""

    kind: RunKind
    source: str
    as_of: date
    valid_until: date
    data_hash: str
    data_note: str
    outreach_policy_hash: str
    privacy_policy_hash: str
    model_name: str | None
    model_version: int | None
    model_digest: str | None
    horizon_days: int | None
    base: float | None
    base_rate: float | None
    explanation: str
    features: tuple[dict[str, Any], ...]
    bands: tuple[dict[str, Any], ...]
    playbooks: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class OutreachRun:
    """One outreach run: people, lists, and the organisation by which readers are told apart."""

    header: Header
    units: tuple[Unit, ...]
    closure: tuple[tuple[str, str, int], ...]
    er_managers: tuple[ManagerRecord, ...]
    populations: tuple[PopulationEntry, ...]
    people: tuple[PersonRecord, ...]
    items: tuple[ItemRecord, ...]

    @property
    def scored(self) -> int:
        """How many people have a score."""
        return sum(person.log_odds is not None for person in self.people)

    @property
    def content_hash(self) -> str:
        """SHA-256 over everything in the run: two runs with the same hash say the same."""
        digest = hashlib.sha256()
        for part in (
            self.header,
            *self.units,
            *self.er_managers,
            *self.populations,
            *self.people,
            *self.items,
        ):
            digest.update(json.dumps(flat(part), sort_keys=True, default=str).encode() + b"\n")
        return digest.hexdigest()


def flat(record: Any) -> dict[str, Any]:
    """A record's fields by name, for the database."""
    return {field.name: getattr(record, field.name) for field in fields(record)}
