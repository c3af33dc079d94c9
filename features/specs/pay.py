"""Salary, its band and its raises."""

from data_contracts.feature_spec import FeatureSpec

PAY = (
    FeatureSpec(
        name="months_since_raise",
        kind="number",
        label="Time since the last raise",
        unit="months",
        phrase="No raise for {value:.0f} {value:month|months}",
        missing_phrase="No raise on record",
        theme="pay",
        actionable=True,
        direction=1,
        meaning="Whole months since the last visible salary row above the one before it; missing if "
        "never raised.",
        source="compensation",
    ),
    FeatureSpec(
        name="compa_ratio",
        kind="number",
        label="Pay against the band's middle",
        unit="ratio",
        phrase="Paid {value:.0%} of the middle of the band",
        missing_phrase="No pay band on record",
        theme="pay",
        actionable=True,
        direction=-1,
        meaning="annual_salary / band_midpoint of the current salary row.",
        source="compensation",
    ),
    FeatureSpec(
        name="raises_24m",
        kind="number",
        label="Raises in two years",
        unit="raises",
        phrase="Raises in two years: {value:.0f}",
        missing_phrase="No salary on record",
        theme="pay",
        actionable=True,
        direction=-1,
        meaning="Salary rows above the one before them that became valid in the 24 months before (or on"
        " the day).",
        source="compensation",
    ),
    FeatureSpec(
        name="last_raise_pct",
        kind="number",
        label="Size of the last raise",
        unit="share of salary",
        phrase="Last raise was {value:.1%}",
        missing_phrase="No raise on record",
        theme="pay",
        actionable=True,
        direction=-1,
        meaning="Last raise as a share of the salary before it (0.03 is three per cent); missing if "
        "never raised.",
        source="compensation",
    ),
    FeatureSpec(
        name="salary_growth_24m",
        kind="number",
        label="Salary growth in two years",
        unit="share of salary",
        phrase="Salary grew {value:.1%} in two years",
        missing_phrase="Less than two years of salary on record",
        theme="pay",
        actionable=True,
        direction=-1,
        meaning="Current salary / salary valid 24 months before - 1; missing without a salary at that time.",
        source="compensation",
    ),
)
