"""What stands beside the champion on the model page: the newest other version, and what was asked for."""

from dataclasses import dataclass

from serving.pages.figures import Contest, Paired, paired, side_by_side
from serving.pages.parts import PageParts
from serving.store.engine import reading
from serving.versions.on_file import TrainedVersion, beside, has_predecessor
from serving.versions.requests import ModelRequest, newest_requests
from training.champion import Champion


@dataclass(frozen=True)
class Contenders:
    """The champion, the other version with both versions' figures, and the newest requests.

    `served_before`: another version on file has been champion, so that there is one to roll back to.
    """

    champion: Champion | None
    other: TrainedVersion | None
    figures: tuple[Contest, ...]
    paired: Paired | None
    not_compared: str
    horizons_differ: bool
    requests: tuple[ModelRequest, ...]
    served_before: bool


def contenders(parts: PageParts, champion: Champion | None) -> Contenders:
    """Read the papers of both versions; figures are empty when the other one's report is not on file."""
    versions = parts.versions()
    other = beside(champion, versions)
    report = parts.papers(other).report if other is not None else None
    mine = parts.papers(champion).report if champion is not None else None
    with reading(parts.engine) as conn:
        requests = newest_requests(conn)
    return Contenders(
        champion=champion,
        other=other,
        figures=side_by_side(mine, report) if report is not None else (),
        paired=paired(report, champion.digest) if champion is not None else None,
        not_compared=report.get("not_compared", "") if report is not None else "",
        horizons_differ=_looks_elsewhere(champion, other),
        requests=requests,
        served_before=champion is not None and has_predecessor(champion, versions),
    )


def _looks_elsewhere(champion: Champion | None, other: TrainedVersion | None) -> bool:
    if champion is None or other is None or not other.horizon_days:
        return False
    return champion.scorecard.horizon_days != other.horizon_days
