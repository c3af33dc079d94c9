"""How pages write days, hours, counts and points: one place, so that every page says it alike."""

from datetime import date

from markupsafe import Markup, escape

from serving.insight.kpis import PUBLISHED
from serving.insight.words import label
from serving.outreach.days import short_day as short_day
from serving.scores.reasons import Effect
from training.kpis.definitions import DEFINITIONS

_NUMBERS = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
CONTACT_KINDS = {"talked": "We talked", "declined": "They declined", "not_reached": "Not reached"}
"""What happened at a contact, as it is said on a form and on a timeline."""

KPIS = {kpi: label(kpi) for kpi in PUBLISHED} | {one.kpi: one.label for one in DEFINITIONS}
"""The KPIs in which a goal may show, published or counted, with their labels."""

_EFFECTS: dict[Effect, str] = {
    "raises": "raises the score",
    "lowers": "lowers the score",
    "none": "no effect",
}


def day(value: date) -> str:
    """A day in full, not depending on the server's language: "Monday 6 July 2026"."""
    return f"{_WEEKDAYS[value.weekday()]} {short_day(value)}"


def hours(value: float) -> str:
    """A length of time to the minute: "45 min", "1 h", "1 h 30 min"."""
    whole, minutes = divmod(round(value * 60), 60)
    if not whole:
        return f"{minutes} min"
    return f"{whole} h {minutes} min" if minutes else f"{whole} h"


def playbook(playbook_id: str) -> str:
    """A playbook that is no longer at hand, by its id: "Onboarding check in"."""
    return playbook_id.replace("-", " ").capitalize()


def count(number: int, one: str, many: str) -> str:
    """A count with its noun, small numbers in letters: "no people", "one person", "213 people"."""
    figure = _NUMBERS[number] if 0 <= number < len(_NUMBERS) else f"{number:,}"
    return f"{figure} {one if number == 1 else many}"


def signed(value: float) -> str:
    """Points with two decimals and always a sign (a true minus): "+0.42", "−1.30"; what rounds to 0 is "0.00"."""
    text = f"{abs(value):.2f}"
    if float(text) == 0:
        return text
    return f"{'+' if value > 0 else '−'}{text}"


def figure(value: float, unit: str = "") -> str:
    """A published figure: "3.4" on a scale of 5, else whole, with a true minus and a per cent sign where it is one."""
    text = f"{abs(value):.1f}" if unit == "of 5" else f"{abs(value):.0f}"
    sign = "−" if value < 0 and float(text) else ""
    return f"{sign}{text}{' %' if unit == '%' else ''}"


def effect(value: Effect) -> str:
    """What a reason does to the score, for readers who do not see the arrow."""
    return _EFFECTS[value]


def told(message: str) -> Markup:
    """A message for people: escaped, and what stands between backticks set as a command."""
    pieces = [escape(piece) for piece in message.split("`")]
    if len(pieces) % 2 == 0:
        return escape(message)
    return Markup("").join(Markup("<code>{}</code>").format(p) if n % 2 else p for n, p in enumerate(pieces))
