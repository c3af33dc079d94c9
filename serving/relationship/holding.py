"""Everything the relationship record holds about one person, for the person's own questions, and its erasure."""

from typing import Any

from sqlalchemy import Connection, delete, select

from serving.store.relationship_tables import contacts, promises, relationships

_TABLES = {"relationship": relationships, "contacts": contacts, "promises": promises}


def held_about(conn: Connection, employee_id: str) -> dict[str, list[dict[str, Any]]]:
    """All rows about the person by what they are, private notes too: the person may ask to see them."""
    return {
        name: [
            dict(row)
            for row in conn.execute(select(table).where(table.c.employee_id == employee_id)).mappings()
        ]
        for name, table in _TABLES.items()
    }


def forget(conn: Connection, employee_id: str) -> int:
    """Delete every row about the person; gives their number."""
    return sum(
        conn.execute(delete(table).where(table.c.employee_id == employee_id)).rowcount
        for table in _TABLES.values()
    )
