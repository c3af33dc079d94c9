"""The database of a home: SQLite in the home by default, brought to this version's tables when it is opened."""

from typing import TYPE_CHECKING

from data_contracts.errors import Unavailable
from ermine.home import Home
from ermine.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy import Engine


class StoreRefused(Unavailable):
    """The database of this home cannot be used."""


def open_store(settings: Settings, home: Home) -> "Engine":
    """The home's engine, migrated."""
    from sqlalchemy.exc import SQLAlchemyError

    from serving.store.engine import open_engine
    from serving.store.migrate import migrate

    place = "ERMINE_DATABASE_URL" if settings.database_url else str(home.database)
    try:
        engine = open_engine(settings.database_url or f"sqlite:///{home.database}")
        migrate(engine)
    except (SQLAlchemyError, ImportError) as error:
        raise StoreRefused(
            f"{place}: the database cannot be opened ({type(error).__name__}).",
            remedy="Check the address, the rights and the free space; a damaged file can be restored from a backup.",
        ) from None  # the original may hold the password of the address
    return engine
