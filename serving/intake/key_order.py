"""The place of an answer in an SQLite file: that of its random key, not that of its arrival."""

from collections.abc import Callable
from contextlib import suppress
from threading import Lock

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DatabaseError

from serving.feedback.store import compact
from serving.store.engine import writing


class KeyOrder:
    """Writes the file anew after each answer: within a page SQLite lays rows as they come, whatever their keys.

    Answers take turns, and those that come while the file is being written share the next writing.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._turn = Lock()
        self._came = self._laid = 0

    def keep(self, write: Callable[[Connection], None]) -> None:
        """Run `write` in a transaction, then restore the order."""
        with self._turn:
            with writing(self._engine) as conn:
                write(conn)
            self._came += 1
            mine = self._came
        with self._turn:
            if self._laid < mine:
                self.restore()

    def restore(self) -> None:
        """Lay everything in the order of its keys; a database other than SQLite is left as it is.

        What was written is in by now, and the next answer repeats this, so a failure here is no failure of it.
        """
        if self._engine.dialect.name == "sqlite":
            with suppress(DatabaseError):
                compact(self._engine)
                self._laid = self._came
