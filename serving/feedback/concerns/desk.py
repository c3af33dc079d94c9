"""The desk of a concern handler: every look and every act is recorded before it happens, or it does not happen.

Concerns lie in another database than the audit, so an act is recorded as intended, done, and recorded as done.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from sqlalchemy import Connection, Engine, func, select

from data_contracts.errors import Denied, Unavailable
from serving.access.roles import Principal
from serving.audit.acts import AcrossStores, act
from serving.audit.trail import AuditTrail
from serving.feedback.concerns import acts
from serving.feedback.concerns.flood import full_rounds
from serving.feedback.concerns.opening import OpenConcern, open_concern, open_unread
from serving.feedback.concerns.queue import Concern, Duty, find_concern, queue
from serving.feedback.concerns.tables import sweeps
from serving.feedback.tables import rounds
from serving.store.engine import reading, writing

Act = Callable[[Connection, Concern], None]


class NotAHandler(Denied):
    """The privacy policy does not name the handler that this key acts for."""


class SealedHere(Unavailable):
    """Concerns are sealed, and this service has not the key to open them."""


@dataclass(frozen=True)
class Desk:
    """What concern handlers work with.

    `engine` is that of the feedback database, `store` that of the audit; `today` is the calendar's, for deadlines must
    not stand still with the data. `opening_key` raises `SealedHere`, with what to do, where the key is not.
    """

    engine: Engine
    store: Engine
    audit: AuditTrail
    duty: Duty
    sealing_key: Callable[[], X25519PublicKey]
    opening_key: Callable[[], X25519PrivateKey]
    today: Callable[[], date]

    def queue(self, who: Principal) -> tuple[Concern, ...]:
        """The open concerns of a handler, those that are due first."""
        with reading(self.engine) as conn:
            found = queue(conn, self.handler_of(who), self.duty)
        self.audit.seen(self.store, who, "concern.queue_viewed", open=len(found))
        return found

    def closed(self, who: Principal) -> tuple[Concern, ...]:
        """The closed concerns of a handler, the latest first."""
        with reading(self.engine) as conn:
            found = queue(conn, self.handler_of(who), self.duty, ("closed",))
        return tuple(sorted(found, key=lambda one: one.closed_on or date.min, reverse=True))

    def not_assessed(self, who: Principal) -> tuple[OpenConcern, ...]:
        """The comments that no program could judge, with their words."""
        key, handler = self.opening_key(), self.handler_of(who)
        with reading(self.engine) as conn:
            waiting = len(queue(conn, handler, self.duty, ("unread",)))
        self.audit.seen(self.store, who, "concern.not_assessed_viewed", comments=waiting)
        with reading(self.engine) as conn:
            return open_unread(conn, handler, self.duty, key)

    def open(self, who: Principal, concern_id: str) -> OpenConcern:
        """A concern with its words; raises `ConcernUnknown` and `SealedHere`."""
        handler, found = self.handler_of(who), self.find(who, concern_id)
        key = self.opening_key()
        self.audit.seen(self.store, who, "concern.opened", concern=found.concern_id)
        with reading(self.engine) as conn:
            return open_concern(conn, handler, self.duty, concern_id, key)

    def find(self, who: Principal, concern_id: str) -> Concern:
        """A concern as the queue shows it; raises `ConcernUnknown`."""
        with reading(self.engine) as conn:
            return find_concern(conn, self.handler_of(who), self.duty, concern_id)

    def waiting(self, who: Principal) -> int:
        """How many comments wait to be judged by this handler."""
        with reading(self.engine) as conn:
            return len(queue(conn, self.handler_of(who), self.duty, ("unread",)))

    def last_sweep(self) -> date | None:
        """The day of the daily look that was longest ago, of the rounds that are open; None if there was none."""
        with reading(self.engine) as conn:
            return conn.execute(select(func.min(sweeps.c.last_on))).scalar()

    def never_swept(self) -> tuple[str, ...]:
        """The open rounds whose comments nobody has looked through yet."""
        unswept = select(rounds.c.round_id).where(
            rounds.c.state.in_(("open", "closing")), rounds.c.round_id.not_in(select(sweeps.c.round_id))
        )
        with reading(self.engine) as conn:
            return tuple(conn.execute(unswept.order_by(rounds.c.round_id)).scalars())

    def full_today(self) -> tuple[str, ...]:
        """The rounds that take no more concerns today, because more have come than people were asked."""
        with reading(self.engine) as conn:
            return full_rounds(conn, self.today())

    def acknowledge(self, who: Principal, concern_id: str, version: int) -> None:
        """A person has read it."""
        self._do(
            who,
            concern_id,
            version,
            "concern.acknowledged",
            lambda conn, one: acts.acknowledge(conn, one, self.today()),
        )

    def answer(self, who: Principal, concern_id: str, version: int, words: str) -> None:
        """Write to the author."""
        said, to = acts.checked(words), self.sealing_key()
        self._do(
            who,
            concern_id,
            version,
            "concern.answered",
            lambda conn, one: acts.answer(conn, one, said, to, self.today()),
        )

    def hand_over(self, who: Principal, concern_id: str, version: int, case_ref: str) -> None:
        """The case system has it, under this reference."""
        to = self.sealing_key()
        self._do(
            who,
            concern_id,
            version,
            "concern.handed_over",
            lambda conn, one: acts.hand_over(conn, one, case_ref, to, self.today()),
        )

    def close(self, who: Principal, concern_id: str, version: int) -> None:
        """Nothing is left to do."""
        self._do(
            who, concern_id, version, "concern.closed", lambda conn, one: acts.close(conn, one, self.today())
        )

    def recuse(self, who: Principal, concern_id: str, version: int) -> None:
        """The handler is the subject or involved: it goes to the next one."""
        handler = self.handler_of(who)
        self._do(
            who,
            concern_id,
            version,
            "concern.recused",
            lambda conn, one: acts.recuse(conn, one, handler, self.duty),
        )

    def take_up(self, who: Principal, concern_id: str, version: int) -> None:
        """What no program could judge is a concern."""
        self._do(who, concern_id, version, "concern.taken_up", acts.take_up)

    def dismiss(self, who: Principal, concern_id: str, version: int) -> None:
        """What no program could judge is nothing serious."""
        self._do(
            who,
            concern_id,
            version,
            "concern.dismissed",
            lambda conn, one: acts.dismiss(conn, one, self.today()),
        )

    def handler_of(self, who: Principal) -> str:
        """The name in the privacy policy that the caller acts for; raises `NotAHandler`."""
        if who.handler not in self.duty.handlers:
            raise NotAHandler(
                "The privacy policy names no such concern handler any more.",
                remedy="Ask an administrator for a key of one that it names (privacy.toml, [concerns] handlers).",
            )
        return str(who.handler)

    def _do(self, who: Principal, concern_id: str, version: int, done: AcrossStores, do: Act) -> None:
        handler = self.handler_of(who)
        with reading(self.engine) as conn:
            found = acts.seen(conn, handler, self.duty, concern_id, version)
        with (
            act(self.store, self.audit, who, done, concern=found.concern_id),
            writing(self.engine) as conn,
        ):
            do(conn, acts.seen(conn, handler, self.duty, concern_id, version))
