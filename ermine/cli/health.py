"""The data-health dossier of an import: on the terminal, and as one printable page."""

from collections.abc import Sequence
from datetime import date
from html import escape
from typing import TYPE_CHECKING

from data_contracts.health import empty_months

if TYPE_CHECKING:
    from data_contracts.health import Health
    from data_contracts.history import Changes
    from data_contracts.intake import ImportReport
    from data_contracts.refusal import TableReport
    from data_contracts.uncovered import Uncovered

LOOK_AT = 0.2
"""A stability index above this says that a column is no longer what it was."""

COLUMNS = ("table", "rows in", "admitted", "refused", "first day", "last day", "empty months", "missing",
           "since the last import", "drift")  # fmt: skip
COUNTED = 6
"""How many of the columns count rows and name days; the others tell how whole the table is."""

_BLOCKS = "▁▂▃▄▅▆▇█"
_SHOWN = 24


def dossier_row(table: "TableReport") -> tuple[str, ...]:
    """One table in the words of COLUMNS."""
    counts = (table.name, f"{table.rows_in:,}", f"{table.admitted:,}", f"{table.refused:,}")
    health = table.health
    if health is None:
        return (*counts, *[""] * 6)
    days = (str(health.first or ""), str(health.last or ""))
    gaps = str(len(empty_months(health))) if health.first else ""
    return (*counts, *days, gaps, _missing(health), _since(table.changes, health), _drift(health))


def _missing(health: "Health") -> str:
    worst = sorted(health.missing.items(), key=lambda entry: (-entry[1], entry[0]))
    return ", ".join(f"{name} {share:.0%}" for name, share in worst)


def _since(changes: "Changes | None", health: "Health") -> str:
    if changes is None:
        return "" if health.rows_before is None else f"{health.rows - health.rows_before:+,} rows"
    late = f", {changes.late:,} of them late" if changes.late else ""
    return f"{changes.added:,} added, {changes.changed:,} changed{late}, {changes.withdrawn:,} gone"


def _drift(health: "Health") -> str:
    moved = sorted(((index, name) for name, index in health.drift.items() if index > LOOK_AT), reverse=True)
    return ", ".join(f"{name} {index:.2f}" for index, name in moved)


def by_month(health: "Health", until: date) -> str:
    """The two years that end with the month of `until` as a row of bars; the tallest is the fullest month."""
    months = _two_years(until)
    most = max((health.months.get(month, 0) for month in months), default=0)
    heights = [health.months.get(month, 0) * (len(_BLOCKS) - 1) / max(most, 1) for month in months]
    return "".join(
        _BLOCKS[round(height)] if month in health.months else "·"
        for month, height in zip(months, heights, strict=True)
    )


def _two_years(until: date) -> list[str]:
    last = until.year * 12 + until.month - 1
    return [f"{n // 12:04}-{n % 12 + 1:02}" for n in range(last - _SHOWN + 1, last + 1)]


def warnings(tables: "Sequence[TableReport]") -> list[str]:
    """What a data engineer should look at before anybody trusts a figure."""
    found = []
    for table in tables:
        if table.erased:
            found.append(f"{table.name}: {table.erased:,} rows about people who were erased stay out.")
        health = table.health
        if health is None:
            continue
        if health.rows_before and health.rows < 0.8 * health.rows_before:
            found.append(
                f"{table.name}: {health.rows_before:,} rows last time, {health.rows:,} now: is it whole?"
            )
        if moved := _drift(health):
            found.append(f"{table.name}: no longer distributed as last time: {moved}")
        if table.uncovered and (gap := _uncovered(table.uncovered)):
            found.append(f"{table.name}: {gap}")
        if table.changes and table.changes.late:
            found.append(f"{table.name}: {table.changes.late:,} rows came late, about days imported before.")
    assumed = sum(table.health.assumed for table in tables if table.health)
    if assumed:
        found.append(
            f"{assumed:,} rows do not say when they became known; their own day is taken, and late entries among "
            "them cannot be seen."
        )
    return found


def _uncovered(gap: "Uncovered") -> str:
    """Of whom the table knows nothing from the hire on; empty when it knows everybody."""
    late = (
        f"{gap.people:,} people begin after their hire date, up to {gap.longest_days:,} days"
        if gap.people
        else ""
    )
    never = f"{gap.never:,} people have no row at all" if gap.never else ""
    known = "; ".join(part for part in (late, never) if part)
    return f"{known}: until then they are missing or their features are." if known else ""


def dossier_page(report: "ImportReport") -> str:
    """The dossier as one self-contained HTML page."""
    manifest = report.lake.manifest
    head = f"Covers {manifest.covers_from} to {manifest.covers_until}, imported on {manifest.imported_on}."
    notes = "".join(f"<li>{escape(note)}</li>" for note in warnings(report.tables))
    refusals = "".join(
        f"<pre>{escape(table.describe())}</pre>"
        for table in report.tables
        if table.refused or table.unknown_columns
    )
    unread = "".join(f"<li>{escape(left.file.name)}: {escape(left.reason)}</li>" for left in report.not_read)
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Data health</title><style>{_STYLE}</style>'
        f"<h1>Data health</h1><p>{escape(head)} Snapshot {escape(report.lake.hash[:12])}.</p>"
        f"<h2>Look at</h2><ul>{notes or '<li>Nothing stands out.</li>'}</ul>"
        f"<h2>Tables</h2>{_table(COLUMNS, [dossier_row(table) for table in report.tables])}"
        f"<h2>Refused</h2>{refusals or '<p>No row.</p>'}<h2>Not read</h2><ul>{unread or '<li>No file.</li>'}</ul>"
        f"<h2>Rows by month</h2>{_months(report.tables)}</html>\n"
    )


_STYLE = (
    "body{font:15px/1.5 system-ui,sans-serif;margin:2rem;max-width:75rem}table{border-collapse:collapse}"
    "th,td{border:1px solid #999;padding:.2rem .5rem;text-align:right;vertical-align:top}"
    "th:first-child,td:first-child{text-align:left}pre{white-space:pre-wrap}"
)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    titles = "".join(f'<th scope="col">{escape(title)}</th>' for title in head)
    lines = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{titles}</tr></thead><tbody>{lines}</tbody></table>"


def _months(tables: "Sequence[TableReport]") -> str:
    dated = [(table.name, table.health.months) for table in tables if table.health and table.health.months]
    months = sorted({month for _, counts in dated for month in counts})
    rows = [(month, *(f"{counts.get(month, 0):,}" for _, counts in dated)) for month in months]
    return _table(("month", *(name for name, _ in dated)), rows)
