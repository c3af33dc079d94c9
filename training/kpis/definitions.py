"""What each KPI means, from which tables it comes, and below which number of people it is not shown."""

from dataclasses import dataclass
from typing import Literal

from data_contracts.policy.playbook import Theme
from training.kpis.formulas import FORMULAS

KpiUnit = Literal["for 100 years worked", "in 100", "days"]


@dataclass(frozen=True)
class Definition:
    """One KPI. `better` is the direction that is usually wanted; `tables` are the contracts it is counted from.
    One that is not `compared` with the year before would change merely because records begin on some day. `themes` are
    what a conversation with a unit is about in which it clearly got worse; without any, that calls for none."""

    kpi: str
    label: str
    unit: KpiUnit
    better: Literal["higher", "lower"]
    tables: tuple[str, ...]
    minimum_n: int
    compared: bool = True
    themes: tuple[Theme, ...] = ()

    @property
    def formula(self) -> str:
        """The formula in words."""
        return (FORMULAS[self.kpi].__doc__ or "").strip()


DEFINITIONS = (
    Definition(
        "voluntary_turnover",
        "Voluntary turnover",
        "for 100 years worked",
        "lower",
        ("employees", "exits"),
        30,
        themes=("team", "engagement"),
    ),
    Definition("retention", "Retention", "in 100", "higher", ("employees", "exits"), 30),
    Definition(
        "regretted_loss", "Regretted loss", "for 100 years worked", "lower", ("employees", "exits"), 30
    ),
    Definition(
        "internal_mobility", "Internal mobility", "in 100", "higher", ("assignments",), 30, themes=("career",)
    ),
    Definition(
        "engagement",
        "Participation in events",
        "in 100",
        "higher",
        ("engagement_events",),
        30,
        themes=("team",),
    ),
    Definition(
        "recognition_coverage",
        "Recognition coverage",
        "in 100",
        "higher",
        ("recognition",),
        30,
        themes=("recognition",),
    ),
    Definition("contact_coverage", "Contact coverage", "in 100", "higher", ("outreach_history",), 10),
    Definition("contact_gap", "Contact gap", "days", "lower", ("outreach_history",), 10, False),
    Definition(
        "time_to_first_contact",
        "Time to first contact",
        "days",
        "lower",
        ("outreach_history", "stored runs"),
        10,
    ),
    Definition("adoption", "Adoption of Ermine", "in 100", "higher", ("stored runs", "decisions"), 10),
    Definition("ease", "Ease of Ermine", "in 100", "higher", ("stored runs", "decisions"), 10),
)
"""Every KPI that is counted from the company's tables, in the order in which they are shown."""

BY_ID = {one.kpi: one for one in DEFINITIONS}
