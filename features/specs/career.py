"""Levels, moves and reviews."""

from data_contracts.feature_spec import FeatureSpec

CAREER = (
    FeatureSpec(
        name="months_in_level",
        kind="number",
        label="Time at the same level",
        unit="months",
        phrase="{value:.0f} {value:month|months} at the same level",
        missing_phrase="No job level on record",
        theme="career",
        actionable=True,
        direction=1,
        meaning="Whole months since the unbroken stay at the current job level began (or since the "
        "first record).",
        source="assignments",
    ),
    FeatureSpec(
        name="moves_24m",
        kind="number",
        label="Moves in two years",
        unit="moves",
        phrase="Changes of unit or job in two years: {value:.0f}",
        missing_phrase="No job on record",
        theme="career",
        meaning="Assignment rows with another unit or job family than the one before, valid from the 24"
        " months before (or the day).",
        source="assignments",
    ),
    FeatureSpec(
        name="last_rating",
        kind="number",
        label="Last review",
        unit="rating 1-5",
        phrase="Last review rating {value:g} of 5",
        missing_phrase="No review on record",
        theme="career",
        direction=-1,
        meaning="Rating of the visible review with the latest period_end.",
        source="reviews",
    ),
    FeatureSpec(
        name="rating_change",
        kind="number",
        label="Change of rating",
        unit="rating points",
        phrase="Review rating moved by {value:+g} against the one before",
        missing_phrase="Fewer than two reviews on record",
        theme="career",
        actionable=True,
        direction=-1,
        meaning="Last rating - the rating of the review period before it.",
        source="reviews",
    ),
    FeatureSpec(
        name="months_since_review",
        kind="number",
        label="Time since the last review",
        unit="months",
        phrase="{value:.0f} {value:month|months} since the last review period ended",
        missing_phrase="No review on record",
        theme="career",
        actionable=True,
        meaning="Whole months since period_end of the last visible review.",
        source="reviews",
    ),
)
