"""How days are written in sentences, not depending on the server's language."""

from datetime import date

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def short_day(value: date) -> str:
    """A day without its weekday: "6 July 2026"."""
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"
