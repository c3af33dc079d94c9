"""Response-to-insight time: days from a release to the first promise, and to the first one that is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from serving.insight.commitments import Commitment
from serving.insight.releases import Release


@dataclass(frozen=True)
class ResponseTime:
    """For one released round: days until something was promised and until something was done; None: not yet.

    `waiting_days` is how long a round without any promise has been waiting.
    """

    round_id: str
    released_on: date
    days_to_promise: int | None
    days_to_done: int | None
    promised: int
    done: int
    waiting_days: int | None


def response_times(
    releases: Sequence[Release], commitments: Sequence[Commitment], today: date
) -> tuple[ResponseTime, ...]:
    """One per release, in the order of `releases`."""
    return tuple(
        _of(release, [one for one in commitments if one.round_id == release.round_id], today)
        for release in releases
    )


def _of(release: Release, about: Sequence[Commitment], today: date) -> ResponseTime:
    promised = [one.recorded_on for one in about]
    done = [one.done_on for one in about if one.done_on is not None]
    return ResponseTime(
        round_id=release.round_id,
        released_on=release.released_on,
        days_to_promise=_days(release.released_on, promised),
        days_to_done=_days(release.released_on, done),
        promised=len(promised),
        done=len(done),
        waiting_days=None if promised else max((today - release.released_on).days, 0),
    )


def _days(since: date, days: Sequence[date]) -> int | None:
    return max((min(days) - since).days, 0) if days else None
