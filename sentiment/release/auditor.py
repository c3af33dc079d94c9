"""An independent look at a release: can the figures of a group that is too small be worked out from what is shown?

It shares no code with the gate. Each shown figure is a known sum over disjoint groups of respondents (one per unit
under which answers are kept). A sum over another group can be worked out exactly if and only if that group's 0/1
vector lies in the row space of the shown ones (linear algebra of statistical disclosure control: Cox 1980;
Willenborg and de Waal 2001). Checked are every withheld unit, the people right under every unit, and every
difference of two or three shown units that is a group.

Nothing is taken for granted of how shown units lie to each other. What makes it quick in a large company: groups are
sets of bits, those that lie in others are taken out of them before the algebra begins, and differences are first looked
for by how many said what.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

Counts = npt.NDArray[np.int64]
TOLERANCE = 1e-8


@dataclass(frozen=True)
class Exposed:
    """A group that is too small to be shown, whose figures follow from those that are shown."""

    measure: str
    group: str
    respondents: int


@dataclass(frozen=True)
class Audited:
    """The truth about one measure: who is above whom, respondents per answer and unit (own people only), the floor
    of respondents for a remainder, whether two different answers are needed, and which units were shown."""

    measure: str
    parents: Mapping[str, str | None]
    own: Mapping[str, Sequence[int]]
    floor: int
    spread: bool
    shown: frozenset[str]

    @cached_property
    def atoms(self) -> list[str]:
        """The units right under which somebody said something: each is one bit of a group."""
        return [unit for unit, counts in sorted(self.own.items()) if sum(counts) > 0]

    @cached_property
    def groups(self) -> Mapping[str, tuple[int, Counts]]:
        """For every unit which atoms are in it, as bits, and how many in it said what."""
        width = len(next(iter(self.own.values()), ()))
        bits, counts = dict.fromkeys(self.parents, 0), {u: np.zeros(width, np.int64) for u in self.parents}
        for place, atom in enumerate(self.atoms):
            unit: str | None = atom
            while unit is not None:
                bits[unit] |= 1 << place
                counts[unit] += np.asarray(self.own[atom])
                unit = self.parents[unit]
        return {unit: (bits[unit], counts[unit]) for unit in self.parents}


def audit(truth: Audited) -> list[Exposed]:
    """The groups that are exposed: an empty list is what a release needs."""
    if not truth.atoms or not truth.shown:
        return []
    return [*_by_combination(truth), *_by_subtraction(truth)]


def _by_combination(truth: Audited) -> Iterator[Exposed]:
    """Withheld units, and the people right under a unit, that some combination of shown figures gives away."""
    groups = {f"unit {unit}": group for unit, group in truth.groups.items() if unit not in truth.shown}
    for place, atom in enumerate(truth.atoms):
        groups[f"people right under {atom}"] = (1 << place, np.asarray(truth.own[atom]))
    small = {name: bits for name, (bits, said) in groups.items() if _too_small(truth, said).any()}
    leaks = _in_row_space([truth.groups[unit][0] for unit in truth.shown], list(small.values()))
    for name, leak in zip(small, leaks, strict=True):
        if leak:
            yield Exposed(truth.measure, name, int(groups[name][1].sum()))


def _by_subtraction(truth: Audited) -> Iterator[Exposed]:
    """A shown unit by itself, and one less one or two shown units inside it."""
    for large, inside in sorted(_inside(truth).items()):
        _, said = truth.groups[large]
        if _too_small(truth, said):
            yield Exposed(truth.measure, f"unit {large}", int(said.sum()))
        if inside:
            yield from _less(truth, large, inside)


def _inside(truth: Audited) -> dict[str, list[str]]:
    """For each shown unit the shown units of which everybody is in it too."""
    found: dict[str, list[str]] = {unit: [] for unit in truth.shown}
    for unit in sorted(truth.shown):
        bits, _ = truth.groups[unit]
        above: str | None = truth.atoms[(bits & -bits).bit_length() - 1] if bits else None
        while above is not None:
            if above != unit and above in found and truth.groups[above][0] & bits == bits:
                found[above].append(unit)
            above = truth.parents[above]
    return found


def _less(truth: Audited, large: str, inside: Sequence[str]) -> Iterator[Exposed]:
    """What is left of a shown unit without one or two of those inside it, where that is too small."""
    _, said = truth.groups[large]
    counts = np.array([truth.groups[unit][1] for unit in inside])
    rest = said - counts
    for at in np.flatnonzero(_too_small(truth, rest)).tolist():
        yield Exposed(truth.measure, f"{large} less {inside[at]}", int(rest[at].sum()))
    for first in np.flatnonzero(_may_leave_few(truth, rest, counts)).tolist():
        left = rest[first] - counts[first + 1 :]
        few = _too_small(truth, left) & (left >= 0).all(axis=1)
        for after in np.flatnonzero(few).tolist():
            one, other = inside[first], inside[first + 1 + after]
            if not truth.groups[one][0] & truth.groups[other][0]:
                yield Exposed(truth.measure, f"{large} less {one} less {other}", int(left[after].sum()))


def _may_leave_few(truth: Audited, rest: Counts, counts: Counts) -> npt.NDArray[np.bool_]:
    """Which rows could be left too small by taking one more: none is where even the most of each would leave enough."""
    few = rest.sum(axis=1) - counts.sum(axis=1).max() < truth.floor
    alike = truth.spread & (np.count_nonzero(rest > counts.max(axis=0), axis=1) < 2)
    return np.asarray(few | alike)


def _too_small(truth: Audited, said: Counts) -> npt.NDArray[np.bool_]:
    """Whether groups that said this (answers in the last axis) should not be shown; nobody is no group."""
    n = said.sum(axis=-1)
    one_answer = truth.spread & (np.count_nonzero(said, axis=-1) < 2)
    return np.asarray((n > 0) & ((n < truth.floor) | one_answer))


def _in_row_space(known: Sequence[int], asked: Sequence[int]) -> list[bool]:
    """Which of the groups `asked` are linear combinations of the groups `known`."""
    blocks = _blocks(_without_nested(known))
    return [_spanned(group, blocks) for group in asked]


def _without_nested(known: Iterable[int]) -> list[int]:
    """Rows that span the same: from each group those are taken out that lie in it, the smallest groups first."""
    rows: list[int] = []
    for row in sorted(set(known), key=int.bit_count):
        for inner in rows:
            if inner & row == inner:
                row &= ~inner
        if row:
            rows.append(row)
    return rows


def _blocks(rows: Iterable[int]) -> list[tuple[int, list[int]]]:
    """Rows that share an atom, directly or through others, with all their atoms; mostly each row is by itself."""
    blocks: list[tuple[int, list[int]]] = []
    seen = 0
    for row in rows:
        touched, together = row, [row]
        if row & seen:
            for atoms, others in (block for block in blocks if block[0] & row):
                touched, together = touched | atoms, [*together, *others]
            blocks = [block for block in blocks if not block[0] & row]
        blocks.append((touched, together))
        seen |= row
    return blocks


def _spanned(group: int, blocks: Iterable[tuple[int, list[int]]]) -> bool:
    """Whether the group is put together from the rows of the blocks that it touches."""
    for atoms, rows in blocks:
        if (
            (part := group & atoms)
            and part not in rows
            and not (len(rows) > 1 and _combined(part, rows, atoms))
        ):
            return False
        group &= ~atoms
    return group == 0


def _combined(group: int, rows: Sequence[int], atoms: int) -> bool:
    """Whether the residual of the projection onto the rows is 0."""
    columns = [place for place in range(atoms.bit_length()) if atoms >> place & 1]
    matrix = np.array([[one >> place & 1 for place in columns] for one in (*rows, group)], dtype=np.float64)
    _, weight, basis = np.linalg.svd(matrix[:-1], full_matrices=False)
    basis = basis[weight > TOLERANCE * weight[0]]
    rest = matrix[-1] - matrix[-1] @ basis.T @ basis
    return bool(np.linalg.norm(rest) < TOLERANCE * np.sqrt(len(columns)))
