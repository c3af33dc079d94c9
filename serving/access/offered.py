"""Whether a line about a person may be shown: not after an objection, and not while it is contested."""

from sqlalchemy import ColumnElement, and_, exists, not_, or_

from serving.store.subject_tables import contests, objections
from serving.store.tables import run_items


def offered() -> ColumnElement[bool]:
    """The condition that every query about lines carries; it holds for lines about units."""
    contested = (
        exists()
        .where(
            contests.c.employee_id == run_items.c.employee_id,
            or_(
                contests.c.state == "open",
                and_(contests.c.state == "upheld", contests.c.run_id == run_items.c.run_id),
            ),
        )
        .correlate(run_items)
    )
    objected = exists().where(objections.c.employee_id == run_items.c.employee_id).correlate(run_items)
    return not_(or_(contested, objected))
