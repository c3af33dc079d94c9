"""One-time tokens: random, told once, kept only as digests of the unused ones."""

import hashlib
import secrets
from dataclasses import dataclass

from sqlalchemy import Connection, insert

from data_contracts.errors import Conflict
from serving.feedback.rounds import Round, move, required
from serving.feedback.tables import tokens

TOKEN_BYTES = 24


class TokensIssued(Conflict):
    """The tokens of this round have been handed out once, and are not known any more."""


@dataclass(frozen=True)
class Token:
    """A token in plain text, for a person of the group `unit`; it exists nowhere else."""

    unit: str
    text: str


def digest(token: str) -> bytes:
    """What is stored of a token."""
    return hashlib.sha256(token.encode("utf-8")).digest()


def issue_tokens(conn: Connection, found: Round) -> tuple[Token, ...]:
    """One token for each eligible person, in random order; a second call raises `TokensIssued`."""
    required(found, "open")
    if found.tokens_issued or found.historic:
        raise TokensIssued(f"The tokens of round {found.round_id} have been handed out.")
    issued = [
        Token(unit, secrets.token_urlsafe(TOKEN_BYTES)) for unit, n in _own(found).items() for _ in range(n)
    ]
    secrets.SystemRandom().shuffle(issued)
    digests = sorted((digest(token.text), token.unit) for token in issued)
    rows = [{"digest": key, "round_id": found.round_id, "unit": unit} for key, unit in digests]
    conn.execute(insert(tokens), rows)
    move(conn, found.round_id, tokens_issued=len(issued))
    return tuple(issued)


def _own(found: Round) -> dict[str, int]:
    """How many people's answers are kept right under each unit."""
    own = dict(found.eligible)
    for unit, parent in found.parents.items():
        if parent is not None:
            own[parent] -= found.eligible[unit]
    return own
