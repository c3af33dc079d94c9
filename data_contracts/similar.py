"""The nearest name: what somebody may have meant who wrote another."""

import difflib
from collections.abc import Collection


def nearest(name: str, candidates: Collection[str]) -> str:
    """` (did you mean 'x'?)` when a candidate is similar, else nothing."""
    folded = {candidate.casefold(): candidate for candidate in candidates}
    close = difflib.get_close_matches(name.casefold(), folded, n=1, cutoff=0.6)
    return f" (did you mean {folded[close[0]]!r}?)" if close else ""
