"""Write docs/kpis.md from the definitions: `python -m training.kpis.documentation docs/kpis.md`."""

import sys
from pathlib import Path

from training.kpis.definitions import DEFINITIONS, Definition

_HEAD = """# KPIs

How each figure is counted, from which tables, and from how many people on it is shown. Written from the definitions; a
test keeps it so.

All are about a unit and all below it, on the day of a run, over the year before it; people count in the unit in which
they are on the day, or were last. "A year before" is the same figure for the day a year earlier; it is left out where
the data do not reach back over that year too. Rates have the exact Poisson interval (Garwood 1936), shares Wilson's,
medians the order-statistic interval. There is an arrow only if the difference between the two years excludes 0, by the
hybrid of their intervals (Newcombe 1998). Under its minimum n, and never under the floor of the privacy policy
(`floors.scores`), a figure is "not shown: too few people". A transfer inside the group is no exit. Over time there is
one figure for each day of a run and for the day a year before it; neighbouring ones share most of their year.

| KPI | unit | usually wanted | minimum n |
|---|---|---|---|
"""

_TAIL = """
# KPIs from elsewhere

| KPI | where |
|---|---|
| eNPS, satisfaction, engagement, trust in HR, participation, mood and topics | released rounds: [units.md](units.md) |
| response-to-insight time: days from a release to the first promise | [you said, we did](units.md#you-said-we-did) |
| goals: goal, playbook, KPI, date | set by the ER lead; shown with the KPI of the whole company |
| outreach effect, business case | lots alone: [impact.md](impact.md) |
| people and hours per ER manager | the latest run; no interval, nothing is estimated |

Their floors are the release gate's and the trial's own. `GET /v1/kpis?unit=ID`, the page *KPIs* and `ermine report
kpis` give the same figures. An ER manager sees the units of their own population.
"""


def kpis_page() -> str:
    """The whole page."""
    rows = "".join(
        f"| [{one.label}](#{one.kpi}) | {one.unit} | {one.better} | {one.minimum_n} |\n"
        for one in DEFINITIONS
    )
    return _HEAD + rows + "".join(_section(one) for one in DEFINITIONS) + _TAIL


def _section(one: Definition) -> str:
    return (
        f"\n## {one.kpi}\n\n{one.label}. {one.formula}\n\n"
        f"- Counted from: {', '.join(one.tables)}.\n- Shown from {one.minimum_n} people on.\n"
    )


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(kpis_page(), "utf-8")
