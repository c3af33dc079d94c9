"""What is known about a model input: its name, kind and the words in which people read it."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class FeatureSpec:
    """One input column of a model, from the feature catalogue or from a snapshot mapping.

    `phrase` is a `str.format` template with `{value}` for plain-word reasons; `missing_phrase` replaces it
    when the value is missing. `direction` is +1 when more of it is expected to raise risk, -1 when it is
    expected to lower it, 0 when nothing is expected. Only an `actionable` feature may suggest a conversation,
    and its `theme` says which one.
    """

    name: str
    kind: Literal["number", "category"]
    label: str
    unit: str = ""
    phrase: str = ""
    missing_phrase: str = ""
    theme: str = ""
    actionable: bool = False
    direction: Literal[-1, 0, 1] = 0
    meaning: str = ""
    source: str = ""
