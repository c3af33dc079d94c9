"""Who looks after whom: each person has one owner, the ER manager responsible for the closest unit."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from data_contracts.org import OrgTree
from serving.outreach.inputs import ErManager, PopulationEntry


def current_entries(entries: Iterable[PopulationEntry], as_of: date) -> tuple[PopulationEntry, ...]:
    """The entries in force on the as-of day: for each unit or person those that began last."""
    begun: dict[tuple[str | None, str | None], list[PopulationEntry]] = defaultdict(list)
    for entry in entries:
        if entry.valid_from <= as_of:
            begun[entry.unit_id, entry.employee_id].append(entry)
    current = {
        e for group in begun.values() for e in group if e.valid_from == max(x.valid_from for x in group)
    }
    return tuple(sorted(current, key=lambda e: (e.er_manager_id, e.unit_id or "", e.employee_id or "")))


class Owners:
    """Finds the one owner of a person: named personally first, then by the closest unit; ties by ER manager id.

    Of those responsible, the first who speaks the language that the person asked for; if none does, the first.
    """

    def __init__(
        self, entries: Sequence[PopulationEntry], tree: OrgTree, managers: Iterable[ErManager]
    ) -> None:
        self._managers = {manager.er_manager_id: manager for manager in managers}
        by_person: dict[str, list[str]] = defaultdict(list)
        by_unit: dict[str, list[str]] = defaultdict(list)
        for entry in sorted(entries, key=lambda entry: entry.er_manager_id):
            if entry.employee_id is not None:
                by_person[entry.employee_id].append(entry.er_manager_id)
            if entry.unit_id is not None:
                by_unit[entry.unit_id].append(entry.er_manager_id)
        self._by_person = dict(by_person)
        self._of_unit = {
            unit: [manager for above in tree.path(unit) for manager in by_unit.get(above, ())]
            for unit in tree.parents
        }

    def of(self, employee_id: str, unit_id: str, language: str = "") -> ErManager | None:
        """The ER manager, or None when nobody looks after this person."""
        responsible = [*self._by_person.get(employee_id, ()), *self._of_unit[unit_id]]
        managers = [self._managers[manager] for manager in responsible]
        return next((m for m in managers if m.speaks(language)), managers[0] if managers else None)

    def of_unit(self, unit_id: str) -> str | None:
        """The ER manager responsible for a unit as a whole; None for an unknown unit or one without."""
        return next(iter(self._of_unit.get(unit_id, ())), None)


def with_overrides(
    entries: Iterable[PopulationEntry], overrides: Iterable[PopulationEntry], as_of: date
) -> tuple[PopulationEntry, ...]:
    """The entries with the reassignments begun by `as_of`: each holds until a later entry of the same subject."""
    newest: dict[tuple[str | None, str | None], PopulationEntry] = {}
    for override in overrides:
        if override.valid_from > as_of:
            continue
        subject = override.unit_id, override.employee_id
        if subject not in newest or newest[subject].valid_from <= override.valid_from:
            newest[subject] = override
    kept = [
        entry
        for entry in entries
        if (found := newest.get((entry.unit_id, entry.employee_id))) is None
        or entry.valid_from > found.valid_from
    ]
    return (*kept, *newest.values())
