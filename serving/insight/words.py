"""How insight names what was measured, and the one sentence for what is not shown."""

from collections.abc import Mapping
from types import MappingProxyType

from sentiment.labels import TOPICS
from serving.insight.releases import TOPIC, MeasureKind, Release

NOBODY = "none"

_LABELS: Mapping[str, str] = MappingProxyType(
    {
        "participation": "Participation",
        "enps": "eNPS",
        "engagement": "Engagement",
        "satisfaction": "Satisfaction",
        "trust_in_hr": "Trust in HR",
        "sentiment": "Mood of comments",
    }
)
ORDER = tuple(_LABELS)
"""The order in which measures are shown; what is not in it comes between, by id."""

UNITS: Mapping[MeasureKind, str] = MappingProxyType(
    {"participation": "%", "topic": "%", "enps": "points", "sentiment": "points", "scale": "of 5"}
)


def label(measure: str) -> str:
    """A measure in a few words."""
    if measure.startswith(TOPIC):
        topic = measure.removeprefix(TOPIC)
        return TOPICS.get(topic, topic.replace("_", " ")).capitalize()
    return _LABELS.get(measure, measure.replace("_", " ").capitalize())


def withheld_sentence(release: Release, see: str | None) -> str:
    """The same words for every unit and every reason; they name the next larger group that is shown."""
    name = NOBODY if see is None else release.names.get(see, see)
    return f"Not shown for this group. The next larger group that is shown: {name}."
