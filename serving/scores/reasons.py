"""Reasons in plain words: what is known about a person and how much it moves the score."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from data_contracts.feature_spec import FeatureSpec

Value = float | str | None
Effect = Literal["raises", "lowers", "none"]

_NOTABLE = 0.05  # log-odds: less than 5 % more or less in the odds


@dataclass(frozen=True)
class Reason:
    """One feature's share of a score: `contribution` is in log-odds; above 0 it raises the score."""

    feature: str
    label: str
    text: str
    contribution: float
    effect: Effect
    theme: str
    actionable: bool


def reasons_of(
    specs: Sequence[FeatureSpec], values: Mapping[str, Value], contributions: Mapping[str, float]
) -> tuple[Reason, ...]:
    """Every reason of one score, the strongest first; ties keep the order of `specs`."""
    found = [_reason(spec, values.get(spec.name), contributions[spec.name]) for spec in specs]
    return tuple(sorted(found, key=lambda reason: -abs(reason.contribution)))


def headline_reasons(reasons: Sequence[Reason], limit: int = 3) -> tuple[Reason, ...]:
    """The reasons to show first: those that raise the score most, or the strongest if none raises it.

    A reason too small to matter is not shown as one, except when it is all there is.
    """
    raising = sorted((r for r in reasons if r.contribution > 0), key=lambda r: -r.contribution)
    notable = [reason for reason in raising if reason.contribution >= _NOTABLE]
    return tuple(notable[:limit] or raising[:1]) or tuple(reasons[:limit])


def _reason(spec: FeatureSpec, value: Value, contribution: float) -> Reason:
    effect: Effect = "raises" if contribution > 0 else "lowers" if contribution < 0 else "none"
    return Reason(spec.name, spec.label, spec.words(value), contribution, effect, spec.theme, spec.actionable)
