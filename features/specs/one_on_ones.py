"""One-to-ones with the line manager."""

from data_contracts.feature_spec import FeatureSpec

ONE_ON_ONES = (
    FeatureSpec(
        name="days_since_one_on_one",
        kind="number",
        label="Time since the last one-to-one",
        unit="days",
        phrase="{value:.0f} {value:day|days} since a one-to-one with the line manager",
        missing_phrase="No one-to-one on record",
        theme="manager",
        actionable=True,
        direction=1,
        meaning="Days since the last one-to-one; missing if there is none.",
        source="one_on_ones",
    ),
    FeatureSpec(
        name="one_on_ones_90d",
        kind="number",
        label="One-to-ones in 90 days",
        unit="meetings",
        phrase="One-to-ones in 90 days: {value:.0f}",
        missing_phrase="One-to-ones are not recorded",
        theme="manager",
        actionable=True,
        direction=-1,
        meaning="One-to-ones with the line manager in the 90 days before.",
        source="one_on_ones",
    ),
    FeatureSpec(
        name="one_on_ones_12m",
        kind="number",
        label="One-to-ones in a year",
        unit="meetings",
        phrase="One-to-ones in a year: {value:.0f}",
        missing_phrase="One-to-ones are not recorded",
        theme="manager",
        actionable=True,
        direction=-1,
        meaning="One-to-ones with the line manager in the 12 months before.",
        source="one_on_ones",
    ),
)
