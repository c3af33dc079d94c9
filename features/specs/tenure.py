"""How long a person has been here and in the unit."""

from data_contracts.feature_spec import FeatureSpec

TENURE = (
    FeatureSpec(
        name="tenure_months",
        kind="number",
        label="Time with the company",
        unit="months",
        phrase="{value:.0f} {value:month|months} with the company",
        missing_phrase="No hire date on record",
        theme="tenure",
        meaning="Whole months since the hire date.",
        source="employees",
    ),
    FeatureSpec(
        name="months_in_unit",
        kind="number",
        label="Time in the unit",
        unit="months",
        phrase="{value:.0f} {value:month|months} in the same unit",
        missing_phrase="No unit on record",
        theme="tenure",
        meaning="Whole months since the unbroken stay in the current unit began (or since the first record).",
        source="assignments",
    ),
    FeatureSpec(
        name="cohort_exit_share_12m",
        kind="number",
        label="Share of the same hiring month that left in a year",
        unit="share of those hired",
        phrase="{value:.0%} of those hired in the same month left within a year",
        missing_phrase="Nobody else was hired in the same month",
        theme="tenure",
        direction=1,
        meaning="Others hired in the same calendar month with a visible exit (any kind but transfer) whose last_day is "
        "in the 12 months before / (these + the others who are in the population).",
        source="employees, exits",
    ),
)
