"""Releasing a round: through the gate, past an independent audit, stored once, served byte for byte for ever."""

import hashlib
from datetime import date
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select

from data_contracts.errors import Conflict, NotFound
from sentiment.release.answers import Answer, ReadComment
from sentiment.release.auditor import Audited, Exposed, audit
from sentiment.release.document import ClosedRound, gated_measures, release_document
from sentiment.release.floors import Floors
from sentiment.release.gate import Gated
from serving.feedback.rounds import Round, find_round, highest, move, required
from serving.feedback.tables import kept, releases
from training import canonical_json


class WouldExpose(Conflict):
    """The auditor found a group whose figures could be worked out from the release; nothing was released."""


class NotReleased(NotFound):
    """Nothing of this round has been released."""


def release_round(conn: Connection, round_id: str, floors: Floors, released_on: date) -> bytes:
    """Release a closed round under the stricter of its own floors and `floors` (the policy of today).

    Raises `RoundState` and `WouldExpose`.
    """
    found = required(find_round(conn, round_id), "closed")
    closed = closed_round(conn, found, highest(found.floors, floors))
    _refuse_exposure(found, [gap for one in gated_measures(closed) for gap in audit(audited(closed, one))])
    document = canonical_json.dump(release_document(closed))
    sha256 = hashlib.sha256(document).hexdigest()
    conn.execute(insert(releases).values(round_id=round_id, document=document, sha256=sha256))
    move(conn, round_id, state="released", released_on=released_on)
    return document


def released_bytes(conn: Connection, round_id: str) -> bytes:
    """The release as it was stored; raises `NotReleased`."""
    found = conn.execute(select(releases.c.document).where(releases.c.round_id == round_id)).scalar()
    if found is None:
        raise NotReleased(f"Nothing of round {round_id!r} has been released.")
    return bytes(found)


def released(conn: Connection, round_id: str) -> dict[str, Any]:
    """The content of the release."""
    content: dict[str, Any] = canonical_json.parse(released_bytes(conn, round_id))
    return content


def released_ids(conn: Connection) -> tuple[str, ...]:
    """The names of all released rounds, in the order of their names."""
    return tuple(conn.execute(select(releases.c.round_id).order_by(releases.c.round_id)).scalars())


def all_released(conn: Connection) -> tuple[tuple[Round, dict[str, Any]], ...]:
    """Every released round with the content of its release, the one that closed first first."""
    found = conn.execute(select(releases.c.round_id, releases.c.document)).all()
    both = (
        (find_round(conn, round_id), canonical_json.parse(bytes(document))) for round_id, document in found
    )
    return tuple(sorted(both, key=lambda one: (one[0].closed_on or one[0].opened_on, one[0].round_id)))


def closed_round(conn: Connection, found: Round, floors: Floors) -> ClosedRound:
    """The kept answers of a round, as the gate takes them."""
    rows = conn.execute(select(kept).where(kept.c.round_id == found.round_id).order_by(kept.c.kept_id))
    answers = [_answer(row) for row in rows.mappings()]
    return ClosedRound(
        found.round_id, found.tree, found.eligible, found.questions, answers, floors, found.historic
    )


def audited(closed: ClosedRound, one: Gated) -> Audited:
    """One measure as the auditor is told of it: the truth, and which units are shown."""
    measure = one.measure
    own = {unit: counts.tolist() for unit, counts in measure.own.items()}
    return Audited(measure.id, closed.tree.parents, own, measure.floor.remainder, measure.spread, one.shown)


def _refuse_exposure(found: Round, gaps: list[Exposed]) -> None:
    if gaps:
        raise WouldExpose(
            f"Round {found.round_id}: {len(gaps)} group(s) would be exposed, first in the measure {gaps[0].measure!r}.",
            remedy="This is a defect of the gate: keep the round closed and report it.",
        )


def _answer(row: RowMapping) -> Answer:
    text = row["text"]
    comment = (
        None
        if not text
        else ReadComment(
            text=text,
            assessed=row["assessed"],
            sentiment=row["sentiment"],
            topics=tuple(row["topics"]),
            serious=bool(row["serious"]),
            may_quote=row["may_quote"],
        )
    )
    return Answer(row["unit"], row["scores"], comment)
