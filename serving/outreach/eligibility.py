"""Who may not be scored or listed, by which rule, and how the rule is said to a reader."""

from datetime import date

from serving.outreach.inputs import Person

SCORED = "scored"
COLD_START = "cold_start"

NOT_LISTED = {
    "in_notice": "Has given notice already.",
    "open_case": "Has an open case: contact goes through the case owner.",
    "objected": "Has objected to being scored or listed.",
    "no_owner": "No ER manager looks after this person.",
    "do_not_contact": "Has asked not to be contacted.",
    "known_leaver": "Is recorded as having left.",
    "cool_down": "Was contacted a short while ago; the policy leaves time between contacts.",
    "no_gain": "A conversation is not expected to change enough now to be worth its time.",
    "no_room": "The week's hours went to people for whom a conversation is expected to matter more.",
}
"""What a reader is told for each rule that keeps a person off the list."""


def why_not_scored(person: Person) -> str | None:
    """The rule that forbids a score, an objection before all others; None when the person may be scored."""
    if person.do_not_profile:
        return "objected"
    if person.open_case:
        return "open_case"
    return "in_notice" if person.in_notice else None


def why_not_listed(person: Person, owner: str | None, as_of: date, cool_down_days: int) -> str | None:
    """The first rule that keeps the person off every list; None when they may be listed."""
    if (rule := why_not_scored(person)) is not None:
        return rule
    if person.do_not_contact:
        return "do_not_contact"
    if person.known_leaver:
        return "known_leaver"
    if person.last_contact is not None and (as_of - person.last_contact).days < cool_down_days:
        return "cool_down"
    return "no_owner" if owner is None else None
