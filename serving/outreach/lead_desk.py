"""What the parts of the service need for the ER lead: who gets help, and the policy preview made last."""

from collections.abc import Callable
from dataclasses import dataclass, field

from serving.outreach.preview import PolicyPreview


@dataclass(frozen=True)
class Allocation:
    """The share of a group's people on this week's lists beside everybody else's; None where too few."""

    attribute: str
    value: str
    people: int | None
    share: float | None
    rest: float | None
    ratio: float | None
    low: float | None
    high: float | None
    finding: str


@dataclass(frozen=True)
class LeadDesk:
    """`allocation` gives the comparison of the last run's lists, `preview` the last preview of another policy."""

    allocation: Callable[[], tuple[Allocation, ...]] = field(default=lambda: ())
    preview: Callable[[], PolicyPreview | None] = field(default=lambda: None)
