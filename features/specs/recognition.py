"""Being recognised by others."""

from data_contracts.feature_spec import FeatureSpec

RECOGNITION = (
    FeatureSpec(
        name="recognition_12m",
        kind="number",
        label="Recognition in a year",
        unit="times",
        phrase="Times recognised in a year: {value:.0f}",
        missing_phrase="Recognition is not recorded",
        theme="recognition",
        actionable=True,
        direction=-1,
        meaning="Recognitions received in the 12 months before.",
        source="recognition",
    ),
    FeatureSpec(
        name="recognition_90d",
        kind="number",
        label="Recognition in 90 days",
        unit="times",
        phrase="Times recognised in 90 days: {value:.0f}",
        missing_phrase="Recognition is not recorded",
        theme="recognition",
        actionable=True,
        direction=-1,
        meaning="Recognitions received in the 90 days before.",
        source="recognition",
    ),
    FeatureSpec(
        name="days_since_recognition",
        kind="number",
        label="Time since the last recognition",
        unit="days",
        phrase="{value:.0f} {value:day|days} since the last recognition",
        missing_phrase="No recognition on record",
        theme="recognition",
        actionable=True,
        direction=1,
        meaning="Days since the last recognition; missing if there is none.",
        source="recognition",
    ),
)
