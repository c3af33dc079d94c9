"""The one release of a round: everything that will ever be shown of it, as plain values, made once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from data_contracts.org import OrgTree
from sentiment.release.answers import Answer, Question
from sentiment.release.figures import figures
from sentiment.release.floors import Floors
from sentiment.release.gate import Gated, gate
from sentiment.release.measures import Measure, measures
from sentiment.release.quotes import quotes
from sentiment.release.tree import from_the_top

FORMAT = "ermine-release/1"


@dataclass(frozen=True)
class ClosedRound:
    """What the gate is given: the organisation frozen when the round opened, and the shuffled answers.

    `tree` has one top unit and only units under which answers are kept; `eligible` counts the people of each unit,
    those below included. In a `historic` round the answers to two questions cannot be told to be one person's, so
    that participation is not known.
    """

    id: str
    tree: OrgTree
    eligible: Mapping[str, int]
    questions: Sequence[Question]
    answers: Sequence[Answer]
    floors: Floors
    historic: bool = False


def gated_measures(closed: ClosedRound) -> tuple[Gated, ...]:
    """Every measure through the gate; a topic is shown only where the comments it is a share of are."""
    said = measures(closed.questions, closed.answers, closed.floors)
    asked = [measure for measure in said if not (closed.historic and measure.kind == "participation")]
    passed = [gate(closed.tree, measure) for measure in asked if measure.kind != "topic"]
    written = next(one.shown for one in passed if one.measure.kind == "sentiment")
    return (*passed, *(gate(closed.tree, measure, written) for measure in asked if measure.kind == "topic"))


def release_document(closed: ClosedRound) -> dict[str, Any]:
    """The release as JSON values: per unit a cell per measure, shown with figures, or withheld with the nearest
    unit above that is shown (null: none is)."""
    gated = gated_measures(closed)
    comments = next(one for one in gated if one.measure.kind == "sentiment")
    quoted = quotes(closed, comments.shown)
    units = [
        {
            "unit": unit,
            "cells": {one.measure.id: _cell(one, unit, closed, comments) for one in gated},
            "quotes": quoted.get(unit, []),
        }
        for unit in from_the_top(closed.tree)
    ]
    asked = [{"id": q.id, "kind": q.kind, "text": q.text} for q in closed.questions]
    return {"format": FORMAT, "round": closed.id, "questions": asked, "units": units}


def _cell(one: Gated, unit: str, closed: ClosedRound, comments: Gated) -> dict[str, Any]:
    if unit not in one.shown:
        return {"shown": False, "see": _nearest_shown(closed.tree, unit, one)}
    base = _base(one.measure, unit, closed, comments)
    return {"shown": True, **figures(one.measure, one.totals[unit], base)}


def _base(measure: Measure, unit: str, closed: ClosedRound, comments: Gated) -> int:
    """What the measure's counts are a share of: the eligible people, or those whose comment was read."""
    return int(comments.totals[unit].sum()) if measure.kind == "topic" else closed.eligible[unit]


def _nearest_shown(tree: OrgTree, unit: str, one: Gated) -> str | None:
    return next((above for above in tree.path(unit) if above in one.shown), None)
