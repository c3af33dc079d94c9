"""Features that are no query over tables: filled into a finished build from values that are passed in.

They are arithmetic on the row alone, so they are the same on every engine and for every choice of rows.
"""

from collections.abc import Collection

import pyarrow as pa

from features.peers import BASES, PeerMedians, with_peers
from features.specs.mood import MOOD
from features.team_bands import TeamBands, with_bands

_MOODS = frozenset(spec.name for spec in MOOD)

PASSED_IN = _MOODS | frozenset(BASES)
"""The names of these features."""


def filled_in(
    built: pa.Table, absent: Collection[str], peers: PeerMedians | None, team_bands: TeamBands | None
) -> pa.Table:
    """`built` with the features of `PASSED_IN`; those in `absent` stay missing, and those without a value given."""
    medians = peers.only(frozenset(BASES) - set(absent)) if peers else None
    return with_bands(with_peers(built, medians), None if _MOODS & set(absent) else team_bands)
