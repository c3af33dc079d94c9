"""Who may not be scored or listed, by which rule, and how the rule is said to a reader."""

from datetime import date

from serving.outreach.inputs import ErManager, Person

SCORED = "scored"
COLD_START = "cold_start"

NOT_LISTED = {
    "in_notice": "Has given notice already.",
    "open_case": "Has an open case: contact goes through the case owner.",
    "objected": "Has objected to being scored or listed.",
    "no_owner": "No ER manager looks after this person.",
    "do_not_contact": "Has asked not to be contacted.",
    "known_leaver": "Is recorded as having left.",
    "planned": "A conversation is planned already.",
    "language": "No ER manager who looks after them speaks the language they asked for.",
    "no_skill": "Their ER manager is trained for none of the conversations in the policy.",
    "put_off": "A line about this person was dismissed a short while ago.",
    "cool_down": "Was contacted a short while ago; the policy leaves time between contacts.",
    "no_gain": "A conversation is not expected to change enough now to be worth its time.",
    "no_room": "Not this week: its hours are planned for others.",
    "waiting": "Not this week: its hours are planned for others.",
}
"""What a reader is told for each rule that keeps a person off the list.

Who waits in a trial reads like anybody for whom there was no room: an arm that a manager knows of is no trial.
"""


def why_not_scored(person: Person) -> str | None:
    """The rule that forbids a score, an objection before all others; None when the person may be scored."""
    if person.do_not_profile:
        return "objected"
    if person.open_case:
        return "open_case"
    return "in_notice" if person.in_notice else None


def why_never(person: Person, owner: ErManager | None, as_of: date) -> str | None:
    """The first rule that keeps the person off every list; None when something may call for a conversation."""
    if (rule := why_not_scored(person)) is not None:
        return rule
    if person.do_not_contact:
        return "do_not_contact"
    if person.known_leaver:
        return "known_leaver"
    if owner is None:
        return "no_owner"
    if not owner.speaks(person.language):
        return "language"
    if person.planned:
        return "planned"
    return "put_off" if person.put_off_until is not None and as_of < person.put_off_until else None


def in_cool_down(person: Person, as_of: date, cool_down_days: int) -> bool:
    """Whether the last contact is so short ago that a score or a long silence is no ground for another."""
    return person.last_contact is not None and (as_of - person.last_contact).days < cool_down_days
