"""The audit of a home: who is recorded as acting, what policies hold, and acts that a crash cut short."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine

from data_contracts.policy.outreach import load_outreach_policy
from data_contracts.policy.privacy import load_privacy_policy
from ermine.clock import now
from ermine.home import Home, HomeBusy
from ermine.settings import Settings
from ermine.store import open_store, store_of_home
from serving.access.roles import Principal, Role
from serving.audit.acts import AcrossStores, act, close_open_acts
from serving.audit.chain import Scalar, canonical
from serving.audit.heads import Head, Verdict, check, head_bytes, head_of, read_head
from serving.audit.reading import last_detail, links
from serving.audit.subject_keys import SubjectKeys
from serving.audit.trail import AuditTrail
from serving.store.engine import reading, writing
from training.atomic_file import replace_file
from training.champion import Champion
from training.plain_file import read_plain_file
from training.signing import load_key, load_public_key

COMMAND_LINE = Principal("command-line", Role.ADMIN, "commands of whoever has the home")
"""Who acts when a command acts: whoever may use the home's files."""


def audit_of(settings: Settings, home: Home) -> AuditTrail:
    """The audit trail of this home, for commands and for the service."""
    return AuditTrail(SubjectKeys(home.subject_keys), now)


@contextmanager
def acting(
    settings: Settings, home: Home, action: AcrossStores, **detail: Scalar
) -> Iterator[dict[str, Scalar]]:
    """Record an act of the command line that another store carries out: before it, and how it ended."""
    audit = audit_of(settings, home)
    with store_of_home(settings, home) as engine, act(engine, audit, COMMAND_LINE, action, **detail) as found:
        yield found


@dataclass(frozen=True)
class Exported:
    """What an export wrote."""

    entries: int
    head: Head
    files: tuple[Path, Path]
    signed: bool


def verify_audit(settings: Settings, head_file: Path | None) -> Verdict:
    """Follow the chain of this home, against an exported head if one is given."""
    home = Home(settings.home)
    home.required_record()
    against = None
    if head_file is not None:
        public = load_public_key(home.public_key_file) if home.public_key_file.exists() else None
        against = read_head(read_plain_file(head_file, 1 << 16)[0], public)
    with reading(open_store(settings, home)) as conn:
        return check(conn, against)


def export_audit(settings: Settings, out: Path) -> Exported:
    """Write every entry to `out` (JSON lines) and beside it the head, signed if the promoter's key is at hand."""
    home = Home(settings.home)
    home.required_record()
    engine, audit = open_store(settings, home), audit_of(settings, home)
    key_file = settings.signing_key_path
    key = load_key(key_file) if key_file.exists() else None
    with writing(engine) as conn:
        audit.record(conn, COMMAND_LINE, "audit.exported")
    with reading(engine) as conn:
        entries = list(links(conn))
        head = head_of(conn)
    lines = "".join(canonical({**asdict(link.entry), "h": link.h}) + "\n" for link in entries)
    head_file = out.with_name(out.name + ".head.json")
    replace_file(out, lines.encode())
    replace_file(head_file, head_bytes(head, key))
    return Exported(len(entries), head, (out, head_file), key is not None)


def notice_policies(engine: Engine, audit: AuditTrail, home: Home) -> None:
    """Record each policy file that is not as it was when it was last noticed."""
    with writing(engine) as conn:
        _notice(conn, audit, "outreach", load_outreach_policy(home.outreach_file).hash)
        _notice(conn, audit, "privacy", load_privacy_policy(home.privacy_file).hash)


def reconcile_acts(engine: Engine, audit: AuditTrail, home: Home, champion: Champion | None) -> int:
    """Close what a crash left open, with the model that serves now; gives the number of such acts.

    While a command holds the home, what is open may be that command's own, and is left to it.
    """
    try:
        with home.writing("serve"), writing(engine) as conn:
            return close_open_acts(conn, audit, COMMAND_LINE, **_serving(champion))
    except HomeBusy:
        return 0


def _serving(champion: Champion | None) -> dict[str, Scalar]:
    if champion is None:
        return {"serving_version": None, "serving_digest": None}
    return {"serving_version": champion.version, "serving_digest": champion.digest}


def _notice(conn: Connection, audit: AuditTrail, policy: str, found: str) -> None:
    before = last_detail(conn, "policy.changed", policy=policy)
    if before is None or before["hash"] != found:
        was = before["hash"] if before is not None else None
        audit.record(conn, COMMAND_LINE, "policy.changed", policy=policy, hash=found, was=was)
