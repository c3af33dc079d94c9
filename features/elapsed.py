"""Time between two dates, written with year, month and day only, so that every engine counts alike."""

import ibis.expr.types as ir


def whole_months(start: ir.DateValue, end: ir.DateValue) -> ir.IntegerValue:
    """Completed calendar months from `start` to `end`: 2026-01-15 to 2026-03-14 is 1."""
    boundaries = (end.year() - start.year()) * 12 + end.month() - start.month()
    return boundaries - (end.day() < start.day()).cast("int64")


def days(start: ir.DateValue, end: ir.DateValue) -> ir.IntegerValue:
    """Days from `start` to `end`, negative when `end` comes first."""
    return end.delta(start, unit="day")
