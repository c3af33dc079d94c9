"""Who gets help: the share listed of each group in the last run, by the arithmetic of the fairness report."""

from collections.abc import Callable
from dataclasses import dataclass

from data_contracts.errors import NotFound
from ermine.settings import Settings
from serving.outreach.lead_desk import Allocation
from training.fairness.report import CROSSED, Comparison

_FINDINGS = {
    "fails": "outside 0.80 to 1.25",
    "look": "look closer",
    "in_range": "within 0.80 to 1.25",
    "unclear": "too wide to say",
    "too_few": "too few",
}


@dataclass
class LastAllocation:
    """The comparison of the last run's lists, worked out again only when there is another run."""

    settings: Settings
    run_id: Callable[[], str | None]
    _of: str | None = None
    _found: tuple[Allocation, ...] = ()

    def __call__(self) -> tuple[Allocation, ...]:
        """Single attributes only; empty where the data cannot be audited."""
        run_id = self.run_id()
        if run_id is not None and run_id != self._of:
            self._found, self._of = _allocation(self.settings), run_id
        return self._found


def _allocation(settings: Settings) -> tuple[Allocation, ...]:
    from ermine.jobs.fairness import fairness_of_home  # here, so that no start waits for scikit-learn

    try:
        report = fairness_of_home(settings, "last")
    except NotFound:
        return ()
    chosen = [c for c in report.comparisons if c.measure == "selection" and CROSSED not in c.attribute]
    return tuple(_one(comparison) for comparison in chosen)


def _one(found: Comparison) -> Allocation:
    ratio = found.ratio
    return Allocation(
        attribute=found.attribute,
        value=found.value,
        people=found.people,
        share=found.group,
        rest=found.rest,
        ratio=ratio.value if ratio else None,
        low=ratio.low if ratio else None,
        high=ratio.high if ratio else None,
        finding=_FINDINGS[found.verdict],
    )
