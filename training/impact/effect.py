"""Which effect orders the lists: the assumed one, until the measured one may take its place."""

from dataclasses import dataclass
from typing import Literal

from training.impact.report import ImpactReport

EffectFrom = Literal["assumed", "measured", "capped"]


@dataclass(frozen=True)
class EffectInUse:
    """The share of notices that a conversation is taken to prevent, and where it comes from, in a word and in words."""

    value: float
    source: EffectFrom
    words: str


def effect_in_use(assumed: float, report: ImpactReport | None) -> EffectInUse:
    """The rule, by the interval that holds at every look.

    If it excludes 0 on the side of help, the measured share prevented is used. If it lies wholly under the assumed
    share, its upper end is used, 0 at least: the assumption has been refuted. Otherwise the assumption stays.
    """
    prevented = report.prevented if report is not None else None
    if report is None or prevented is None or prevented.high is None:
        return EffectInUse(assumed, "assumed", f"{_percent(assumed)}, assumed: nothing has been measured.")
    if report.verdict == "helped":
        value = min(1.0, max(0.0, prevented.value))
        return EffectInUse(
            value, "measured", f"{_percent(value)}, measured in the trial (assumed: {_percent(assumed)})."
        )
    if prevented.high < assumed:
        value = max(0.0, prevented.high)
        return EffectInUse(
            value,
            "capped",
            f"{_percent(value)}, the most that fits the trial: the assumed {_percent(assumed)} does not.",
        )
    return EffectInUse(
        assumed, "assumed", f"{_percent(assumed)}, assumed: the trial does not say otherwise yet."
    )


def _percent(share: float) -> str:
    return f"{100 * share:.0f} % of notices prevented"
