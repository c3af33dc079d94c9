"""The database of a home: SQLite in the home by default, brought to this version's tables when it is opened."""

from typing import TYPE_CHECKING

from ermine.home import Home
from ermine.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy import Engine


def open_store(settings: Settings, home: Home) -> "Engine":
    """The home's engine, migrated."""
    from serving.store.engine import open_engine
    from serving.store.migrate import migrate

    engine = open_engine(settings.database_url or f"sqlite:///{home.database}")
    migrate(engine)
    return engine
