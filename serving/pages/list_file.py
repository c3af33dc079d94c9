"""The list as a CSV file that a spreadsheet can open safely: whose it is, no band, no probability, no value."""

import csv
import io
from datetime import date

from starlette.responses import Response

from serving.outreach.states import STATE_LABELS
from serving.outreach.views import OutreachItem, OutreachList

_COLUMNS = ("place", "name", "unit", "job", "why", "conversation", "hours", "last contact", "due", "state")
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def list_csv(week: OutreachList, key_id: str, today: date) -> Response:
    """The lines of the week as a file to save."""
    text = io.StringIO()
    writer = csv.writer(text)
    mark = (
        f"Confidential: list of {week.run.run_id} for {week.er_manager_name}, saved on {today} with {key_id}"
    )
    writer.writerow([safe_cell(mark)])
    writer.writerow(_COLUMNS)
    writer.writerows([safe_cell(cell) for cell in _cells(item)] for item in (*week.carried, *week.items))
    name = f"list-{week.run.as_of}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response("\ufeff" + text.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)


def safe_cell(value: object) -> str:
    """A cell that no spreadsheet takes for a formula: what could begin one gets an apostrophe in front."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip(" ").startswith(_DANGEROUS) or text.startswith(_DANGEROUS) else text


def _cells(item: OutreachItem) -> tuple[object, ...]:
    return (
        item.order,
        item.name,
        item.unit,
        item.job,
        item.why,
        item.playbook.name,
        item.hours,
        item.last_contact,
        item.due,
        STATE_LABELS[item.state],
    )
