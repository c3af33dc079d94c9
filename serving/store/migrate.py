"""Bring a store to this version's tables, from nothing or from any earlier version, in one transaction."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from data_contracts.errors import Unavailable
from serving.store.engine import writing

MAIN = Path(__file__).with_name("migrations")


class StoreNewer(Unavailable):
    """The store was written by a later version of Ermine than this one."""


class StoreNotMigrated(Unavailable):
    """The store does not have this version's tables yet."""


def migrate(engine: Engine, scripts: Path = MAIN) -> str:
    """Create or upgrade the tables by the migrations in the folder `scripts`; gives the revision reached.

    A crash on the way changes nothing.
    """
    with writing(engine) as conn:
        config = _config(scripts)
        _refuse_newer(_revision(conn), scripts)
        config.attributes["connection"] = conn
        command.upgrade(config, "head")
    return head(scripts)


def check_migrated(conn: Connection, scripts: Path = MAIN) -> None:
    """Raise `StoreNotMigrated` or `StoreNewer` unless the tables are those of this version."""
    found = _revision(conn)
    _refuse_newer(found, scripts)
    if found != head(scripts):
        raise StoreNotMigrated(
            f"The store is at revision {found or 'none'}, this version needs {head(scripts)}.",
            remedy="Start `ermine serve` again or make a run: both bring the store up to date.",
        )


def head(scripts: Path = MAIN) -> str:
    """The revision of this version's tables."""
    return _revisions(scripts)[0]


@cache
def _revisions(scripts: Path) -> tuple[str, ...]:
    """All revisions that this version knows, the newest first."""
    return tuple(script.revision for script in ScriptDirectory.from_config(_config(scripts)).walk_revisions())


def _revision(conn: Connection) -> str | None:
    return MigrationContext.configure(conn).get_current_revision()


def _config(scripts: Path) -> Config:
    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    return config


def _refuse_newer(found: str | None, scripts: Path) -> None:
    if found is not None and found not in _revisions(scripts):
        raise StoreNewer(
            f"The store is at revision {found}, which this version does not know.",
            remedy="Use the version of Ermine that wrote it, or a later one.",
        )
