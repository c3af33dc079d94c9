"""What the lists would be under another policy: counts by ER manager and rates by group, never a name or a value."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from serving.outreach.audit import COULD_BE_LISTED
from serving.outreach.records import OutreachRun

MIN_PEOPLE = 30
"""Nothing is said of a group of fewer people who could be listed."""


@dataclass(frozen=True)
class ManagerChange:
    """One ER manager's list under both policies: how many lines come and go, hours, and coverage that is missing."""

    er_manager_id: str
    name: str
    before: int
    after: int
    added: int
    dropped: int
    hours_before: float
    hours_after: float
    short_before: int
    short_after: int


@dataclass(frozen=True)
class GroupChange:
    """The share of a group's people who are on a list under both policies, of those who could be."""

    attribute: str
    value: str
    people: int
    before: float
    after: float


@dataclass(frozen=True)
class PolicyPreview:
    """Both policies by their hashes, on the same day and data; `conflicts` are rules that cannot all be kept."""

    as_of: date
    current_policy: str
    other_policy: str
    conflicts: tuple[str, ...]
    managers: tuple[ManagerChange, ...]
    groups: tuple[GroupChange, ...]


def compare(
    before: OutreachRun,
    after: OutreachRun,
    protected: Mapping[str, Mapping[str, str]],
    conflicts: tuple[str, ...] = (),
) -> PolicyPreview:
    """Both runs are of the same inputs; `protected` is each attribute's value by employee id, for groups alone."""
    return PolicyPreview(
        as_of=before.header.as_of,
        current_policy=before.header.outreach_policy_hash,
        other_policy=after.header.outreach_policy_hash,
        conflicts=conflicts,
        managers=tuple(_managers(before, after)),
        groups=tuple(_groups(before, after, protected)),
    )


def _managers(before: OutreachRun, after: OutreachRun) -> list[ManagerChange]:
    old, new = _lines(before), _lines(after)
    changed = []
    for was, now in zip(before.er_managers, after.er_managers, strict=True):
        one, other = old.get(was.er_manager_id, {}), new.get(was.er_manager_id, {})
        changed.append(
            ManagerChange(
                er_manager_id=was.er_manager_id,
                name=was.name,
                before=len(one),
                after=len(other),
                added=len(other.keys() - one.keys()),
                dropped=len(one.keys() - other.keys()),
                hours_before=sum(one.values()),
                hours_after=sum(other.values()),
                short_before=was.coverage_short,
                short_after=now.coverage_short,
            )
        )
    return changed


def _lines(run: OutreachRun) -> dict[str, dict[tuple[str | None, str | None], float]]:
    """Hours of each line by its subject, by ER manager."""
    found: dict[str, dict[tuple[str | None, str | None], float]] = {}
    for item in run.items:
        found.setdefault(item.er_manager_id, {})[item.employee_id, item.unit_id] = item.hours
    return found


def _groups(
    before: OutreachRun, after: OutreachRun, protected: Mapping[str, Mapping[str, str]]
) -> list[GroupChange]:
    free = {p.employee_id for p in before.people if p.not_listed in COULD_BE_LISTED}
    listed = [{item.employee_id for item in run.items} for run in (before, after)]
    changes = []
    for attribute, values in sorted(protected.items()):
        groups: dict[str, list[str]] = {}
        for who in sorted(free & values.keys()):
            groups.setdefault(values[who], []).append(who)
        for value, people in sorted(groups.items()):
            if len(people) >= MIN_PEOPLE:
                rates = [sum(who in on for who in people) / len(people) for on in listed]
                changes.append(GroupChange(attribute, value, len(people), *rates))
    return changes
