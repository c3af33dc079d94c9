"""An independent look at a release: can the figures of a group that is too small be worked out from what is shown?

It shares no code with the gate. Each shown figure is a known sum over disjoint groups of respondents (one per unit
under which answers are kept). A sum over another group can be worked out exactly if and only if that group's 0/1
vector lies in the row space of the shown ones (linear algebra of statistical disclosure control: Cox 1980;
Willenborg and de Waal 2001). Checked are every withheld unit, the people right under every unit, and every
difference of two or three shown units that is a group.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float64]
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


def audit(truth: Audited) -> list[Exposed]:
    """The groups that are exposed: an empty list is what a release needs."""
    atoms = [unit for unit, counts in sorted(truth.own.items()) if sum(counts) > 0]
    if not atoms or not truth.shown:
        return []
    below = _below(truth.parents, atoms)
    said = np.array([truth.own[atom] for atom in atoms])
    return [*_by_combination(truth, atoms, below, said), *_by_subtraction(truth, below, said)]


def _below(parents: Mapping[str, str | None], atoms: Sequence[str]) -> dict[str, Vector]:
    """For every unit which atoms are in it."""
    vectors = {unit: np.zeros(len(atoms)) for unit in parents}
    for place, atom in enumerate(atoms):
        unit: str | None = atom
        while unit is not None:
            vectors[unit][place] = 1.0
            unit = parents[unit]
    return vectors


def _by_combination(
    truth: Audited, atoms: Sequence[str], below: Mapping[str, Vector], said: Counts
) -> Iterator[Exposed]:
    """Withheld units, and the people right under a unit, that some combination of shown figures gives away."""
    groups = {f"unit {unit}": below[unit] for unit in truth.parents if unit not in truth.shown}
    groups |= {f"people right under {atom}": row for atom, row in zip(atoms, np.eye(len(atoms)), strict=True)}
    small = {name: n for name, row in groups.items() if (n := _too_small(truth, row @ said))}
    if small:
        known = np.array([below[unit] for unit in sorted(truth.shown)])
        leaks = _in_row_space(known, np.array([groups[name] for name in small]))
        found = zip(small.items(), leaks, strict=True)
        yield from (Exposed(truth.measure, name, n) for (name, n), leak in found if leak)


def _by_subtraction(truth: Audited, below: Mapping[str, Vector], said: Counts) -> Iterator[Exposed]:
    """One shown unit less one or two shown units inside it."""
    for large in sorted(truth.shown):
        inside = [
            unit for unit in sorted(truth.shown) if unit != large and (below[large] >= below[unit]).all()
        ]
        for place, first in enumerate(inside):
            left = below[large] - below[first]
            if n := _too_small(truth, left @ said):
                yield Exposed(truth.measure, f"{large} less {first}", n)
            for second in inside[place + 1 :]:
                rest = left - below[second]
                if rest.min() >= 0 and (n := _too_small(truth, rest @ said)):
                    yield Exposed(truth.measure, f"{large} less {first} less {second}", n)


def _too_small(truth: Audited, said: Vector) -> int:
    """How many respondents a group has if it should not be shown; 0 if it may be, or is nobody."""
    n = int(said.sum())
    one_answer = truth.spread and n > 0 and np.count_nonzero(said) < 2
    return n if 0 < n < truth.floor or one_answer else 0


def _in_row_space(known: Vector, asked: Vector) -> npt.NDArray[np.bool_]:
    """Which rows of `asked` are linear combinations of the rows of `known` (residual of the projection is 0)."""
    _, weight, basis = np.linalg.svd(known, full_matrices=False)
    basis = basis[weight > TOLERANCE * weight[0]]
    rest = asked - asked @ basis.T @ basis
    return np.asarray(np.linalg.norm(rest, axis=1) < TOLERANCE * np.sqrt(asked.shape[1]))
