"""The champion that a running service scores with: exchanged for a sound new file, kept when one is refused."""

import logging
from dataclasses import dataclass, field
from threading import Lock

from data_contracts.errors import ErmineError
from ermine.file_stamp import Stamp, stamp_of
from ermine.home import Home
from ermine.jobs.champions import champion_of
from training.champion import Champion

_LOG = logging.getLogger("ermine.champion")


@dataclass
class ServedChampion:
    """The champion of a home, read again only when its file has changed.

    A new file is checked in full, its golden batch scored, before one assignment exchanges the model: every request
    sees the old or the new one. `problem` says why the file there now does not serve; empty when it does.
    """

    home: Home
    model: str
    problem: str = ""
    _seen: Stamp | None = None
    _champion: Champion | None = None
    _lock: Lock = field(default_factory=Lock)

    def start(self) -> Champion | None:
        """The champion at the start, when there is no last good one; raises if it is refused."""
        self._seen, self._champion = self._stamp(), champion_of(self.home, self.model)
        return self._champion

    def __call__(self) -> Champion | None:
        """The last champion that passed every check; None before the first promotion."""
        if self._stamp() != self._seen:
            with self._lock:
                if (stamp := self._stamp()) != self._seen:
                    self._exchange()
                    self._seen = stamp
        return self._champion

    def _exchange(self) -> None:
        try:
            found = champion_of(self.home, self.model)
        except ErmineError as error:
            self._refuse(f"{type(error).__name__}: {error.message}")
            return
        if found is None and self._champion is not None:
            self._refuse("ChampionAbsent: the champion file is gone")
            return
        self._champion, self.problem = found, ""
        if found is not None:
            _LOG.warning("champion exchanged: %s version %s serves", found.name, found.version)

    def _refuse(self, why: str) -> None:
        serving = f"version {self._champion.version} goes on serving" if self._champion else "none serves"
        self.problem = why
        _LOG.error("champion refused (%s); %s", why, serving)

    def _stamp(self) -> Stamp | None:
        return stamp_of(self.home.champion_file(self.model))
