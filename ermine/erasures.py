"""The ledger of erasures: keyed hashes of the people who were erased, whom no backup and no export brings back."""

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from ermine.home import Home
from training.atomic_file import replace_file


@dataclass(frozen=True)
class Erasures:
    """Keyed hashes of the people who were erased, each with its day; nobody can be read from them."""

    key: str
    erased: Mapping[str, str]

    def __contains__(self, employee_id: object) -> bool:
        """Whether the person of this id was erased."""
        return isinstance(employee_id, str) and self._digest(employee_id) in self.erased

    def with_person(self, employee_id: str, day: date) -> "Erasures":
        """The ledger with one person more; whoever is in it already keeps their day."""
        return replace(self, erased={self._digest(employee_id): day.isoformat(), **self.erased})

    def _digest(self, employee_id: str) -> str:
        return hmac.new(bytes.fromhex(self.key), employee_id.encode(), hashlib.sha256).hexdigest()


def erasures_of(home: Home) -> Erasures:
    """The ledger of this home; an empty one with a new key if nobody was erased yet."""
    file = home.erasures_file
    if not file.exists():
        return Erasures(secrets.token_hex(32), {})
    return Erasures(**json.loads(file.read_text("ascii")))


def remember(home: Home, employee_id: str, day: date) -> None:
    """Write one person more into the ledger, in one step."""
    ledger = erasures_of(home).with_person(employee_id, day)
    text = json.dumps({"key": ledger.key, "erased": dict(ledger.erased)}, indent=1) + "\n"
    replace_file(home.erasures_file, text.encode(), 0o600)
