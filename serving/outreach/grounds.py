"""Why a person may be on a list beside their score: they asked, were promised, are new, or a moment has come."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from data_contracts.policy.outreach import OutreachPolicy
from data_contracts.policy.ranking_rules import RankingRules
from serving.outreach.days import short_day
from serving.outreach.inputs import Moment, Person

Ground = Literal["request", "follow_up", "first_days", "journey_event"]

PLAYBOOK_KINDS: dict[str, str] = {
    "first_days": "onboarding_check_in",
    "start": "onboarding_check_in",
    "return": "return_from_leave",
    "anniversary": "career_conversation",
}
"""Which kind of conversation a moment asks for; the others get the usual one."""

_JUST_BEFORE = timedelta(days=7)
_SAID = {"start": "Started", "return": "Came back", "anniversary": "Has an anniversary", "move": "Moved"}
_AHEAD = {"start": "Starts", "return": "Comes back", "anniversary": "Has an anniversary", "move": "Moves"}


@dataclass(frozen=True)
class Reason:
    """One ground with the sentence that says it and the kind of conversation it asks for, "" for the usual one."""

    kind: Ground
    why: str
    playbook_kind: str = ""


def ground_of(person: Person, as_of: date, policy: OutreachPolicy) -> Reason | None:
    """The first ground that holds on the day: a request, a follow-up, first days, a journey event."""
    return next(_grounds(person, as_of, policy), None)


def unspoken_to(person: Person, as_of: date, rules: RankingRules) -> bool:
    """Whether nobody has spoken with them for the policy's days; not known where neither day is."""
    since = person.last_contact or person.hired
    return since is not None and (as_of - since).days >= rules.coverage_days


def _grounds(person: Person, as_of: date, policy: OutreachPolicy) -> Iterator[Reason]:
    if person.requested is not None and person.requested <= as_of:
        yield Reason("request", f"Asked for a conversation on {short_day(person.requested)}.")
    due = person.follow_up_due
    if due is not None and due <= as_of + timedelta(days=policy.valid_days):
        when = "was due" if due < as_of else "is due"
        yield Reason("follow_up", f"A follow-up that was promised {when} on {short_day(due)}.")
    yield from _first_days(person, as_of, policy.ranking)
    for moment in person.moments:
        if moment.kind in policy.ranking.journey_events and _is_due(
            person, moment.on, as_of, policy.ranking, early=_JUST_BEFORE
        ):
            yield Reason("journey_event", _sentence(moment, as_of), PLAYBOOK_KINDS.get(moment.kind, ""))


def _first_days(person: Person, as_of: date, rules: RankingRules) -> Iterator[Reason]:
    if person.hired is None:
        return
    for days in sorted(rules.first_days, reverse=True):
        on = person.hired + timedelta(days=days)
        if _is_due(person, on, as_of, rules):
            why = f"{days} days with the company on {short_day(on)}: a check-in belongs to it."
            yield Reason("first_days", why, PLAYBOOK_KINDS["first_days"])


def _is_due(
    person: Person, on: date, as_of: date, rules: RankingRules, early: timedelta = timedelta(0)
) -> bool:
    """A moment is due for its days, unless somebody talked with the person about when it came."""
    if not on - early <= as_of < on + timedelta(days=rules.moment_days):
        return False
    return person.last_contact is None or person.last_contact < on - _JUST_BEFORE


def _sentence(moment: Moment, as_of: date) -> str:
    words = _SAID if moment.on <= as_of else _AHEAD
    return f"{words[moment.kind]} on {short_day(moment.on)}."
