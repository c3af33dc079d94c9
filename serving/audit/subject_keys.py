"""Subject keys: a secret per person, in a file of their own. Without its key a pseudonym is nobody's.

Deleting a person's key erases the person from the audit while its chain stays whole. The file is no part of a backup.
"""

import hmac
import os
import secrets
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from data_contracts.errors import Unavailable

_TABLE = "CREATE TABLE IF NOT EXISTS subject_keys (employee_id TEXT PRIMARY KEY, secret BLOB NOT NULL) WITHOUT ROWID"
_LOCK_WAIT_S = 5.0
_CHUNK = 500


class SubjectKeysUnavailable(Unavailable):
    """The file of subject keys cannot be read or written, so nothing about a person can be recorded."""


class SubjectKeys:
    """The keys in the file `path` (SQLite, deleted bytes overwritten); one object may serve many threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()
        self._conn: sqlite3.Connection | None = None
        self._known: dict[str, str] = {}
        self._version = -1

    def pseudonyms(self, employee_ids: Collection[str]) -> dict[str, str]:
        """The pseudonym of each person, who gets a key on first use."""
        with self._opened() as conn:
            found = self._found(conn, employee_ids)
            if new := [who for who in dict.fromkeys(employee_ids) if who not in found]:
                rows = [(who, secrets.token_bytes(32)) for who in new]
                conn.execute("BEGIN IMMEDIATE")
                conn.executemany("INSERT OR IGNORE INTO subject_keys VALUES (?, ?)", rows)
                conn.execute("COMMIT")
                found |= self._found(conn, new)
            return found

    def existing(self, employee_id: str) -> str | None:
        """The pseudonym of a person who has one; None for somebody never recorded, or erased."""
        with self._opened() as conn:
            return self._found(conn, [employee_id]).get(employee_id)

    def erase(self, employee_id: str) -> bool:
        """Delete a person's key: from now on nothing leads from them to their pseudonym. False if there was none."""
        with self._opened() as conn:
            self._known.clear()
            gone = conn.execute("DELETE FROM subject_keys WHERE employee_id = ?", [employee_id]).rowcount == 1
            conn.execute("VACUUM")
            return gone

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            if self._conn is not None:
                self._conn.close()
            self._conn = None

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        """The connection, one thread at a time; a key that another process deleted is forgotten here too."""
        with self._lock:
            try:
                conn = self._conn = self._conn or self._open()
                version = conn.execute("PRAGMA data_version").fetchone()[0]
                if version != self._version:
                    self._known.clear()
                    self._version = version
                yield conn
            except sqlite3.Error as error:
                self._let_go()
                raise SubjectKeysUnavailable(
                    "The file of subject keys does not answer just now; nothing was recorded.",
                    remedy=f"Check rights and free space of {self._path.name} in the home, then try again.",
                ) from error

    def _open(self) -> sqlite3.Connection:
        os.close(os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        conn = sqlite3.connect(
            self._path, timeout=_LOCK_WAIT_S, isolation_level=None, check_same_thread=False
        )
        for pragma in ("journal_mode = DELETE", "secure_delete = ON", "synchronous = FULL"):
            conn.execute(f"PRAGMA {pragma}")
        conn.execute(_TABLE)
        return conn

    def _let_go(self) -> None:
        if self._conn is not None:
            self._conn.close()
        self._conn, self._version = None, -1

    def _found(self, conn: sqlite3.Connection, employee_ids: Collection[str]) -> dict[str, str]:
        wanted = [who for who in dict.fromkeys(employee_ids) if who not in self._known]
        for start in range(0, len(wanted), _CHUNK):
            some = wanted[start : start + _CHUNK]
            marks = ",".join("?" * len(some))
            rows = conn.execute(
                f"SELECT employee_id, secret FROM subject_keys WHERE employee_id IN ({marks})", some
            )
            self._known.update((who, _pseudonym(secret, who)) for who, secret in rows)
        return {who: self._known[who] for who in employee_ids if who in self._known}


def _pseudonym(secret: bytes, employee_id: str) -> str:
    return hmac.new(secret, employee_id.encode(), "sha256").hexdigest()[:32]
