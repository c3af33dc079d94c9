"""The released rounds of a home as insight reads them: documents that never change, and no answer."""

from dataclasses import dataclass, field

from sqlalchemy import Connection, Engine

from ermine.home import Home
from ermine.settings import Settings
from ermine.store import open_feedback_store
from serving.feedback.releasing import all_released, released_ids
from serving.insight.releases import Release
from serving.store.engine import reading


def read_releases(conn: Connection) -> tuple[Release, ...]:
    """Every release, the one whose round closed first first."""
    return tuple(
        Release(
            round_id=found.round_id,
            closed_on=found.closed_on or found.opened_on,
            released_on=found.released_on or found.opened_on,
            document=document,
            names=found.names,
            homes=found.homes,
            eligible=found.eligible,
            historic=found.historic,
        )
        for found, document in all_released(conn)
    )


def releases_of(settings: Settings, home: Home) -> tuple[Release, ...]:
    """Every release of a home; none in a home without feedback, in which no database is made for the question."""
    if settings.feedback_database_url is None and not home.feedback_database.exists():
        return ()
    with reading(open_feedback_store(settings, home)) as conn:
        return read_releases(conn)


@dataclass
class Releases:
    """The releases of a feedback database, read again only when there is another one: none ever changes."""

    engine: Engine
    _known: tuple[str, ...] = ()
    _read: tuple[Release, ...] = field(default_factory=tuple)

    def __call__(self) -> tuple[Release, ...]:
        """All releases as of now."""
        with reading(self.engine) as conn:
            ids = released_ids(conn)
            if ids != self._known:
                self._read, self._known = read_releases(conn), ids
        return self._read
