"""The business case: what talking now cost, what it was worth, and from where on it pays, with ranges.

Everything follows from the stored log by the rules here; the document is canonical JSON, so that whoever recomputes it
gets the same bytes. Money is about all people together, never about one.
"""

import hashlib
from dataclasses import dataclass
from typing import Any

from training.canonical_json import dump
from training.impact.report import ImpactReport

FORMAT = "ermine-business-case/1"


@dataclass(frozen=True)
class Terms:
    """What an hour and a replacement cost, in `currency`, as the outreach policy said for the last run."""

    currency: str
    hourly_cost: float
    replacement_cost: float


@dataclass(frozen=True)
class Effort:
    """What the log says of the work: people drawn for now whose wait is over, how many of them and of those drawn for
    later had a conversation within the wait, and the hours of a conversation on the stored lists, on average."""

    drawn_now: int
    talked_now: int
    talked_later: int
    hours_each: float | None


def business_case(report: ImpactReport, effort: Effort, terms: Terms | None) -> dict[str, Any]:
    """Cost, value, net and break-even of talking now rather than later to those drawn for now.

    `value` is notices prevented (minus the difference, times the people drawn for now) at the replacement cost; its
    range is that of the interval which holds at every look. `cost` counts the hours of conversations with those drawn
    for now. What cannot be said is null, with the reason in `why_not`.
    """
    found = report.any_time
    document: dict[str, Any] = {
        "format": FORMAT,
        "wait_days": report.wait_days,
        "people_known": report.known,
        "drawn_now": effort.drawn_now,
        "talked_to": effort.talked_now,
        "talked_to_of_later": effort.talked_later,
        "hours_each": None if effort.hours_each is None else round(effort.hours_each, 4),
        "verdict": report.verdict,
        "terms": None if terms is None else vars(terms),
        "notices_prevented": None,
        "cost": None,
        "value": None,
        "net": None,
        "break_even_per_100_talks": None,
        "why_not": _why_not(report, effort, terms),
    }
    if found is None or found.low is None or found.high is None or terms is None or effort.hours_each is None:
        return document
    cost = effort.talked_now * effort.hours_each * terms.hourly_cost
    prevented = [-one * effort.drawn_now for one in (found.value, found.high, found.low)]
    values = [one * terms.replacement_cost for one in prevented]
    return document | {
        "notices_prevented": _range(prevented, 2),
        "cost": round(cost, 2),
        "value": _range(values, 2),
        "net": _range([one - cost for one in values], 2),
        "break_even_per_100_talks": _break_even(effort.hours_each, terms),
    }


def _why_not(report: ImpactReport, effort: Effort, terms: Terms | None) -> str | None:
    if report.any_time is None:
        return "Nothing has been measured yet: without an effect there is no value to speak of."
    if terms is None or effort.hours_each is None:
        return "No run is stored yet: hours and costs come from stored runs."
    return None


def _range(three: list[float], digits: int) -> dict[str, float]:
    value, low, high = (round(one, digits) + 0.0 for one in three)
    return {"value": value, "low": low, "high": high}


def _break_even(hours_each: float, terms: Terms) -> float | None:
    """How many notices 100 conversations must prevent to pay for themselves."""
    if terms.replacement_cost <= 0:
        return None
    return round(100 * hours_each * terms.hourly_cost / terms.replacement_cost, 4)


def sealed(document: dict[str, Any]) -> tuple[bytes, str]:
    """The document as canonical JSON and its SHA-256, by which a later recomputation is compared."""
    raw = dump(document)
    return raw, hashlib.sha256(raw).hexdigest()
