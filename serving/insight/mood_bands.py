"""The published mood of a unit as a band that a model may read, if the privacy policy lets it.

A unit carries the band of the smallest published group that it belongs to: its own, or that of the nearest unit above
whose comments were shown. So every member of a unit has the same value, and one person's comment can move only the
band of the whole published group. Cut-points are whole points of the mood, fixed when a model is trained; they stand
in the bands' names, and so in the model that reads them.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from serving.insight.estimates import MOOD, estimate
from serving.insight.releases import Release

LEAST_COMMENTS = 10
Cuts = tuple[int, ...]

_WHOLE = re.compile(r"-?\d+")


@dataclass(frozen=True)
class UnitMood:
    """The mood that a unit carries from one round: that of its published group, known from a day on."""

    unit_id: str
    round_id: str
    known_at: date
    group: str
    mood: float


def unit_moods(releases: Sequence[Release]) -> Iterator[UnitMood]:
    """The mood of every unit that was asked and belongs to a published group, round by round."""
    for release in releases:
        if MOOD not in release.measures:
            continue
        known = release.closed_on if release.historic else release.released_on
        for unit in release.homes:
            cell = release.cell((unit,), MOOD)
            group = unit if cell.shown else cell.see
            found = estimate(release, (group,), MOOD) if group is not None else None
            if group is not None and found is not None and (found.n or 0) >= LEAST_COMMENTS:
                yield UnitMood(unit, release.round_id, known, group, found.value)


def cut_points(moods: Iterable[UnitMood]) -> Cuts:
    """Thirds of what was published, each group and round once, in whole points; none of fewer than six figures."""
    published = sorted({(one.round_id, one.group): one.mood for one in moods}.values())
    if len(published) < 6:
        return ()
    thirds = (published[len(published) // 3], published[2 * len(published) // 3])
    return tuple(sorted({round(value) for value in thirds}))


def band_names(cuts: Cuts) -> tuple[str, ...]:
    """The bands between the cut-points, the worst mood first: "below -12", "-12 to 19", "20 and above"."""
    if not cuts:
        return ()
    between = [f"{low} to {high - 1}" for low, high in pairwise(cuts)]
    return (f"below {cuts[0]}", *between, f"{cuts[-1]} and above")


def band_of(mood: float, cuts: Cuts) -> str:
    """The name of the band that a mood falls into."""
    return band_names(cuts)[sum(round(mood) >= cut for cut in cuts)]


def cuts_in(names: Iterable[str]) -> Cuts:
    """The cut-points that the names of a model's bands hold; none where they are no such names."""
    found: set[int] = set()
    for name in names:
        numbers = [int(number) for number in _WHOLE.findall(name)]
        if name.startswith("below ") or name.endswith(" and above"):
            found.update(numbers)
        elif " to " in name and len(numbers) == 2:
            found.update((numbers[0], numbers[1] + 1))
    return tuple(sorted(found))
