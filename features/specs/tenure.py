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
)
