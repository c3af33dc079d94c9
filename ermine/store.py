"""The databases of a home: SQLite in the home by default, brought to this version's tables when they are opened."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from data_contracts.errors import Unavailable
from ermine.home import Home
from ermine.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy import Engine


class StoreRefused(Unavailable):
    """The database of this home cannot be used."""


def open_store(settings: Settings, home: Home, *, upgrade: bool = True) -> "Engine":
    """The engine of runs, keys and sessions, migrated unless only looked at."""
    from serving.store.engine import open_engine
    from serving.store.migrate import MAIN

    url = settings.database_url or f"sqlite:///{home.database}"
    place = "ERMINE_DATABASE_URL" if settings.database_url else str(home.database)
    return _opened(open_engine, url, MAIN if upgrade else None, place)


@contextmanager
def store_of_home(settings: Settings, home: Home) -> "Iterator[Engine]":
    """The same for one block, which lets go of every connection at its end."""
    engine = open_store(settings, home)
    try:
        yield engine
    finally:
        engine.dispose()


def open_feedback_store(settings: Settings, home: Home, *, upgrade: bool = True) -> "Engine":
    """The engine of feedback rounds, another database: no transaction joins the two."""
    from serving.feedback.store import MIGRATIONS, open_feedback

    url = settings.feedback_database_url or f"sqlite:///{home.feedback_database}"
    place = "ERMINE_FEEDBACK_DATABASE_URL" if settings.feedback_database_url else str(home.feedback_database)
    return _opened(open_feedback, url, MIGRATIONS if upgrade else None, place)


def _opened(opening: "Callable[[str], Engine]", url: str, scripts: Path | None, place: str) -> "Engine":
    from sqlalchemy.exc import SQLAlchemyError

    from serving.store.migrate import migrate

    try:
        engine = opening(url)
        if scripts is not None:
            migrate(engine, scripts)
    except (SQLAlchemyError, ImportError) as error:
        raise StoreRefused(
            f"{place}: the database cannot be opened ({type(error).__name__}).",
            remedy="Check the address, the rights and the free space; a damaged file can be restored from a backup.",
        ) from None  # the original may hold the password of the address
    return engine
