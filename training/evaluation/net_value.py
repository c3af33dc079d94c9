"""What the list is worth in money at a given length, under the policy's own assumptions.

Expected net value of one conversation = precision x effect x replacement cost - hours x hourly cost: the formula by
which the week's list is ordered, with the events that really followed in place of the probabilities.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from training.evaluation.figures import Figure
from training.evaluation.intervals import figure
from training.evaluation.metrics import SHARES, Drawn, capacity_column
from training.evaluation.tables import NetValue, NetValueTable


@dataclass(frozen=True)
class Costs:
    """The policy's money: `effect` is the share of notices that one conversation of `hours` prevents (an assumption
    until a trial has measured it)."""

    currency: str
    replacement_cost: float
    hourly_cost: float
    hours: float
    effect: float

    def value(self, precision: float) -> float:
        """Net value of one conversation where this share of the people spoken to would leave."""
        return precision * self.effect * self.replacement_cost - self.hours * self.hourly_cost

    @property
    def break_even(self) -> float | None:
        """The precision at which a conversation pays for itself; None if nothing can pay for it."""
        saved = self.effect * self.replacement_cost
        return self.hours * self.hourly_cost / saved if saved else None


def net_value(drawn: Drawn, names: Sequence[str], base_rate: float, costs: Costs) -> NetValueTable:
    """Net value of one conversation by each way of choosing whom to talk to, at each length of the list."""
    lines = [NetValue(name, share, _worth(drawn, name, share, costs)) for share in SHARES for name in names]
    assumed = {
        "replacement_cost": costs.replacement_cost,
        "hourly_cost": costs.hourly_cost,
        "hours": costs.hours,
        "effect": costs.effect,
    }
    return NetValueTable(costs.currency, assumed, costs.break_even, costs.value(base_rate), tuple(lines))


def _worth(drawn: Drawn, name: str, share: float, costs: Costs) -> Figure:
    """Linear in precision, so the draws of the one give the draws of the other."""
    k = capacity_column(share, "precision")
    draws = drawn.draws[name][:, k] * costs.effect * costs.replacement_cost - costs.hours * costs.hourly_cost
    return figure(costs.value(float(drawn.whole[name][k])), draws)
