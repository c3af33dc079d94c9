"""What is known about a model input: its name, kind and the words in which people read it."""

from dataclasses import dataclass
from typing import Literal


class Quantity(float):
    """A number in a sentence: by `month|months` it gives the noun that agrees with it, by `<fewer|more` the first word
    when it is below 0 and else the second, and by `size .1f` its digits without the sign."""

    def __format__(self, spec: str) -> str:
        if spec.startswith("size "):
            return abs(self).__format__(spec.removeprefix("size "))
        one, bar, many = spec.partition("|")
        if not bar:
            return super().__format__(spec)
        if one.startswith("<"):
            return one[1:] if self < 0 else many
        return one if round(self) == 1 else many


@dataclass(frozen=True)
class FeatureSpec:
    """One input column of a model, from the feature catalogue or from a snapshot mapping.

    `phrase` is a `str.format` template with `{value}` for plain-word reasons, which `Quantity` reads;
    `missing_phrase` replaces it when the value is missing. `direction` is +1 when
    more of it is expected to raise risk, -1 when it is expected to lower it, 0 when nothing is expected. Only an
    `actionable` feature may suggest a conversation, and its `theme` says which one.
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

    def words(self, value: float | str | None) -> str:
        """What is known, in words: the phrase filled in, or the label and the value with its unit."""
        if value is None:
            return self.missing_phrase or f"{self.label}: not known"
        if self.phrase:
            return self.phrase.format(value=value if isinstance(value, str) else Quantity(value))
        shown = value if isinstance(value, str) else f"{value:,.6g}"
        return f"{self.label}: {shown} {self.unit}".rstrip()
