"""The audit trail: what is recorded is written in the transaction of the act itself, or the act fails."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

from sqlalchemy import Connection, Engine, insert, select

from serving.access.roles import Principal
from serving.audit.chain import GENESIS, Entry, Scalar, canonical, moment
from serving.audit.subject_keys import SubjectKeys
from serving.store.audit_tables import audit_log, audit_subjects
from serving.store.engine import writing

_ADD = insert(audit_log)
_ADD_PEOPLE = insert(audit_subjects)
_LAST = select(audit_log.c.seq, audit_log.c.h).order_by(audit_log.c.seq.desc()).limit(1)


@dataclass
class _Seen:
    """One look that waits to be written; `error` says why it was not."""

    who: Principal
    action: str
    pseudonyms: tuple[str, ...]
    detail: dict[str, Scalar]
    at: datetime
    done: bool = False
    error: BaseException | None = None


@dataclass
class AuditTrail:
    """Writes the chain. Persons appear in it by pseudonyms under keys of their own."""

    keys: SubjectKeys
    clock: Callable[[], datetime]
    _waiting: list[_Seen] = field(default_factory=list)
    _list: Lock = field(default_factory=Lock)
    _turn: Lock = field(default_factory=Lock)

    def record(
        self,
        conn: Connection,
        who: Principal,
        action: str,
        *,
        subject: str | None = None,
        subjects: Collection[str] = (),
        **detail: Scalar,
    ) -> None:
        """Add an entry inside the caller's `writing` transaction.

        `subject` and `subjects` are employee ids. `detail` holds ids, counts, hashes and the like: never a name and
        never what somebody typed.
        """
        self.write(conn, who, action, detail, [*subjects, *([subject] if subject is not None else ())])

    def write(
        self,
        conn: Connection,
        who: Principal,
        action: str,
        detail: Mapping[str, Scalar],
        subjects: Collection[str] = (),
    ) -> None:
        """The same as `record`, for details at hand as a mapping."""
        self._append(conn, self._entry(who, action, subjects, detail))

    def seen(
        self,
        engine: Engine,
        who: Principal,
        action: str,
        *,
        subject: str | None = None,
        subjects: Collection[str] = (),
        **detail: Scalar,
    ) -> None:
        """Record that something was read, before it is shown; looks at the same time share one transaction.

        Raises what the database raised when the look could not be written: then nothing may be shown.
        """
        people = [*subjects, *([subject] if subject is not None else ())]
        look = self._entry(who, action, people, detail)
        with self._list:
            self._waiting.append(look)
        with self._turn:
            if not look.done:
                self._write_waiting(engine)
        if look.error is not None:
            raise look.error

    def _write_waiting(self, engine: Engine) -> None:
        with self._list:
            together, self._waiting = self._waiting, []
        try:
            with writing(engine) as conn:
                self._append(conn, *together)
        except BaseException as error:
            with self._list:  # who came meanwhile has waited as well, and must not wait as long once more
                together, self._waiting = [*together, *self._waiting], []
            for look in together:
                look.error = error
        for look in together:
            look.done = True

    def _entry(
        self,
        who: Principal,
        action: str,
        subjects: Collection[str],
        detail: Mapping[str, Scalar],
    ) -> _Seen:
        if wrong := [name for name, value in detail.items() if not isinstance(value, Scalar)]:
            raise TypeError(f"{action}: {wrong[0]} is no plain value")
        pseudonyms = tuple(sorted(self.keys.pseudonyms(set(subjects)).values())) if subjects else ()
        return _Seen(who, action, pseudonyms, dict(detail), self.clock())

    def _append(self, conn: Connection, *looks: _Seen) -> None:
        """Link the entries to the end of the chain; `writing` lets nobody else add one before it has ended."""
        last = conn.execute(_LAST).first()
        seq, h = (last.seq, last.h) if last is not None else (0, GENESIS)
        rows, people = [], []
        for look in looks:
            seq += 1
            who = look.who
            entry = Entry(
                seq, moment(look.at), who.key_id, who.role.value, look.action, look.pseudonyms, look.detail
            )
            h = entry.hash_after(h)
            rows.append(
                {
                    "seq": seq,
                    "at": look.at,
                    "key_id": who.key_id,
                    "role": who.role.value,
                    "action": look.action,
                    "detail": canonical(look.detail),
                    "h": h,
                }
            )
            people += [{"seq": seq, "subject": pseudonym} for pseudonym in look.pseudonyms]
        conn.execute(_ADD, rows)
        if people:
            conn.execute(_ADD_PEOPLE, people)
