"""The impact report: what may be said about whether talking helped."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from training.evaluation.figures import Figure
from training.impact.arms import ArmCounts, Assigned, counts_of
from training.impact.curves import Curves, arm_curves
from training.impact.difference import Difference, risk_difference
from training.impact.looks import looking_again, may_look
from training.impact.planning import detectable_drop, needed_more

Verdict = Literal["too_few", "cannot_tell", "helped", "harmed"]

SMALLEST_ARM = 10
"""Under so many people whose outcome is known no figure of an arm is shown."""


@dataclass(frozen=True)
class ArmFigures:
    """People of an arm whose outcome is known, and how many of them gave notice within the wait."""

    people: int
    left: int


@dataclass(frozen=True)
class ImpactReport:
    """The effect of talking now rather than later, as assigned.

    `difference` is the share who gave notice within the wait, now minus later, with the interval that holds at every
    look (`any_time`) and the ordinary 95 % interval, which holds for one planned look only (`one_look`); its value
    is the same. `prevented` is the share of notices prevented, with limits that follow from `any_time`. Figures are
    None while there are too few people. `detectable` is the smallest relative drop these people would show four times
    in five, and `needed` about how many more people a verdict takes.
    """

    verdict: Verdict
    wait_days: int
    assigned: int
    known: int
    strata: int
    now: ArmFigures | None = None
    later: ArmFigures | None = None
    any_time: Figure | None = None
    one_look: Figure | None = None
    prevented: Figure | None = None
    detectable: float | None = None
    needed: int = 0
    curves: Curves | None = None

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON values."""
        return asdict(self)


def judge(assigned: Sequence[Assigned], wait_days: int, planned: int) -> ImpactReport:
    """The report on everybody assigned so far; `planned` is the number at which the trial was to be largest."""
    counts = counts_of(assigned, wait_days)
    empty = ImpactReport("too_few", wait_days, len(assigned), int(counts.people), len(counts.now))
    if min(counts.now.sum(), counts.later.sum()) < SMALLEST_ARM:
        return empty
    shown = replace(
        empty,
        now=ArmFigures(int(counts.now.sum()), int(counts.left_now.sum())),
        later=ArmFigures(int(counts.later.sum()), int(counts.left_later.sum())),
        curves=arm_curves(assigned, wait_days),
        needed=needed_more(counts, planned),
    )
    return _with_effect(shown, counts, planned) if may_look(counts.people, counts.notices) else shown


def _with_effect(shown: ImpactReport, counts: ArmCounts, planned: int) -> ImpactReport:
    once = risk_difference(counts)
    always = risk_difference(counts, looking_again(counts.people, planned))
    verdict = verdict_of(float(always.low), float(always.high))
    share, people = float(once.share_later), int(counts.people)
    waits = float(counts.later.sum() / counts.people)
    return replace(
        shown,
        verdict=verdict,
        any_time=_figure(always),
        one_look=_figure(once),
        prevented=_prevented(always),
        detectable=detectable_drop(share, people, planned, waits),
        needed=shown.needed if verdict == "cannot_tell" else 0,
    )


def verdict_of(low: float, high: float) -> Verdict:
    """What an always-valid interval of now minus later allows to say."""
    if high < 0:
        return "helped"
    return "harmed" if low > 0 else "cannot_tell"


def _figure(found: Difference) -> Figure:
    return Figure(float(found.value), float(found.low), float(found.high))


def _prevented(found: Difference) -> Figure | None:
    """The share of notices prevented; its limits take the share among "later" as it was observed."""
    share = float(found.share_later)
    if share <= 0:
        return None
    value, low, high = (-float(one) / share for one in (found.value, found.high, found.low))
    return Figure(min(1.0, value), max(-1.0, low), min(1.0, high))
