"""The place of an answer in the database: that of its random key, not that of its arrival."""

from collections.abc import Callable
from contextlib import suppress
from threading import Lock

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DatabaseError

from serving.feedback.store import compact
from serving.store.engine import writing


class KeyOrder:
    """Writes all rows anew after each answer: databases lay rows as they come, whatever their keys.

    Answers take turns, and those that come while this is done share the next time.
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
        """Lay everything in the order of its keys.

        What was written is in by now, and the next answer repeats this, so a failure here is no failure of it.
        """
        with suppress(DatabaseError):
            compact(self._engine)
            self._laid = self._came
