"""What the model would say if inputs were different: its response, input by input, and never the effect of a change.

The model has seen who left, not what happened when something was changed: a lower number here is no promise.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from data_contracts.errors import InputRefused
from data_contracts.feature_spec import FeatureSpec
from serving.scores.reasons import Value
from training.scorecard import BandName, Scorecard
from training.shapes import LineShape, StepShape, TableShape

LABEL = "The model's response, not an effect: nothing here says what changing it would do."


class ChangeRefused(InputRefused):
    """A change that the model cannot be asked about."""


@dataclass(frozen=True)
class Answer:
    """One score of the model."""

    log_odds: float
    probability: float
    band: BandName


@dataclass(frozen=True)
class Changed:
    """One input: its value and its share of the log-odds as it is, and as asked about.

    `beyond` says that the value asked about lies outside what the training rows held.
    """

    name: str
    label: str
    was: str
    now: str
    contribution_was: float
    contribution_now: float
    beyond: bool


@dataclass(frozen=True)
class WhatIf:
    """The model's answer as things are and as asked about; the `inputs` account for the whole difference."""

    was: Answer
    now: Answer
    inputs: tuple[Changed, ...]
    label: str = LABEL


def what_if(scorecard: Scorecard, row: Mapping[str, Value], changes: Mapping[str, Value]) -> WhatIf:
    """The scorecard's answer to `row` and to `row` with `changes`; raises `ChangeRefused` for an input it has not."""
    unknown = [name for name in changes if name not in scorecard.names]
    if unknown:
        raise ChangeRefused(
            f"The model has no input {unknown[0]!r}.", remedy=f"It has: {', '.join(scorecard.names)}."
        )
    asked = {**row, **changes}
    was, now = scorecard.score_row(row), scorecard.score_row(asked)
    parts = zip(scorecard.features, was.contributions, now.contributions, strict=True)
    inputs = tuple(
        Changed(
            feature.name,
            feature.label,
            feature.spec.words(_known(row[feature.name])),
            feature.spec.words(_known(asked[feature.name])),
            before,
            after,
            _beyond(feature.shape, asked[feature.name]),
        )
        for feature, before, after in parts
        if feature.name in changes
    )
    said = [Answer(s.log_odds, s.probability, scorecard.band_name(s.log_odds)) for s in (was, now)]
    return WhatIf(said[0], said[1], inputs)


def parsed_changes(specs: tuple[FeatureSpec, ...], given: list[str]) -> dict[str, Value]:
    """`input=value` texts as values of the inputs' kinds; nothing after the sign means not known."""
    kinds = {spec.name: spec.kind for spec in specs}
    found: dict[str, Value] = {}
    for text in given:
        name, sign, value = text.partition("=")
        if not sign:
            raise ChangeRefused(f"{text!r} is no change.", remedy="Write it as input=value.")
        if name in found:
            raise ChangeRefused(f"{name!r} is set twice.", remedy="Set each input once.")
        found[name] = _value(name, value, kinds.get(name, "category"))
    return found


def _value(name: str, text: str, kind: str) -> Value:
    if not text:
        return None
    if kind == "category":
        return text
    try:
        return float(text)
    except ValueError:
        raise ChangeRefused(f"{name} needs a number, not {text!r}.", remedy="Write it as 12.5.") from None


def _known(value: Value) -> Value:
    return None if value is None or value != value else value


def _beyond(shape: StepShape | LineShape | TableShape, value: Value) -> bool:
    if value is None:
        return False
    if isinstance(shape, TableShape):
        return value not in shape.levels
    return isinstance(shape, LineShape) and not shape.low <= float(value) <= shape.high
