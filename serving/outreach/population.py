"""Who looks after whom: each person has one owner, the ER manager responsible for the closest unit."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from data_contracts.org import OrgTree
from serving.outreach.inputs import PopulationEntry


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
    """Finds a person's owner: named personally first, then by the closest unit; ties by ER manager id."""

    def __init__(self, entries: Sequence[PopulationEntry], tree: OrgTree) -> None:
        backwards = sorted(entries, key=lambda entry: entry.er_manager_id, reverse=True)
        self._by_person = {e.employee_id: e.er_manager_id for e in backwards if e.employee_id is not None}
        self._by_unit = {e.unit_id: e.er_manager_id for e in backwards if e.unit_id is not None}
        self._of_unit = {unit: self._closest(tree.path(unit)) for unit in tree.parents}

    def of(self, employee_id: str, unit_id: str) -> str | None:
        """The ER manager's id, or None when nobody looks after this person."""
        return self._by_person.get(employee_id, self._of_unit[unit_id])

    def _closest(self, path: Sequence[str]) -> str | None:
        return next((self._by_unit[unit] for unit in path if unit in self._by_unit), None)
