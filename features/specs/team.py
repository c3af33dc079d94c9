"""Colleagues of the same unit; never the person's own exit."""

from data_contracts.feature_spec import FeatureSpec

TEAM = (
    FeatureSpec(
        name="team_size",
        kind="number",
        label="Size of the team",
        unit="people",
        phrase="People in the team: {value:.0f}",
        missing_phrase="No unit on record",
        theme="team",
        meaning="People of the population in the same unit, the person included.",
        source="assignments",
    ),
    FeatureSpec(
        name="team_exits_90d",
        kind="number",
        label="Colleagues who left in 90 days",
        unit="people",
        phrase="Colleagues who left in 90 days: {value:.0f}",
        missing_phrase="No unit on record",
        theme="team",
        actionable=True,
        direction=1,
        meaning="Other people of the unit whose visible exit (any kind but transfer) has its last_day "
        "in the 90 days before.",
        source="assignments, exits",
    ),
    FeatureSpec(
        name="team_exit_share_12m",
        kind="number",
        label="Share of the team that left in a year",
        unit="share of the team",
        phrase="{value:.0%} of the team left within a year",
        missing_phrase="No unit on record",
        theme="team",
        actionable=True,
        direction=1,
        meaning="Other people of the unit with last_day in the 12 months before (any kind but transfer)"
        " / (these + team_size).",
        source="assignments, exits",
    ),
    FeatureSpec(
        name="team_joiners_90d",
        kind="number",
        label="New colleagues in 90 days",
        unit="people",
        phrase="New colleagues in 90 days: {value:.0f}",
        missing_phrase="No unit on record",
        theme="team",
        meaning="Colleagues hired in the 90 days before.",
        source="assignments, employees",
    ),
    FeatureSpec(
        name="team_tenure_months",
        kind="number",
        label="Time colleagues have been here",
        unit="months",
        phrase="Colleagues have been here {value:.0f} {value:month|months} on average",
        missing_phrase="No colleagues in the unit",
        theme="team",
        meaning="Mean of the whole months since hire of all colleagues; missing when there are none.",
        source="assignments, employees",
    ),
)
