"""The published mood of the unit: the same for all its members, and off unless the privacy policy allows it."""

from data_contracts.feature_spec import FeatureSpec

TEAM_BANDS = "team_bands"
"""Not a table of the lake: a value that is passed in (`features.team_bands`)."""

MOOD = (
    FeatureSpec(
        name="team_mood_band",
        kind="category",
        label="Published mood of the unit",
        phrase="The unit's published mood: {value}",
        missing_phrase="No mood of the unit was published",
        theme="team",
        meaning="Band of the unit's last published round, seen from the day after it was published; missing without "
        "one.",
        source=TEAM_BANDS,
    ),
    FeatureSpec(
        name="team_mood_known",
        kind="category",
        label="Whether a mood of the unit was published",
        phrase="A mood of the unit was published: {value}",
        missing_phrase="Published moods are not used",
        theme="team",
        meaning="yes when the unit has a band that was published before the day, else no.",
        source=TEAM_BANDS,
    ),
)
