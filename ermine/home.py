"""The home: the folder in which one company's (or one snapshot's) data, models and databases live."""

import fcntl
import json
import os
import shutil
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from data_contracts.errors import Conflict, Unavailable
from data_contracts.policy.outreach import DEFAULT_OUTREACH
from data_contracts.policy.privacy import DEFAULT_PRIVACY
from data_contracts.policy.questions import DEFAULT_QUESTIONS
from training.champion import champion_file

COMPANY = "company"


class OtherSource(Conflict):
    """A home serves one source of data; this one already serves another."""


class HomeBusy(Conflict):
    """Another command is writing to this home; wait for it to end."""


class RecordDamaged(Conflict):
    """The home's record is not as Ermine wrote it."""


class NoSource(Conflict):
    """This home holds no data yet."""


@dataclass(frozen=True)
class HomeRecord:
    """What `home.toml` says: the one source that this home serves and where its registry is."""

    source: str  # "company", or the mapping's name
    model: str  # registered model's name
    tracking_uri: str = ""
    demo: str = ""  # parameters of the sample company, when the demo made this home
    imported_from: str = ""  # folder or file of the last import; "" is the file that the mapping names
    map_file: str = ""  # mapping of the last import of a snapshot

    @property
    def is_company(self) -> bool:
        """Whether the source is a folder of HR tables rather than one flat snapshot."""
        return self.source == COMPANY


class Home:
    """Paths inside one home, its record and its writer's lock."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        self.models = self.path / "models"
        self.policy = self.path / "policy"
        self.database = self.path / "ermine.db"
        self.feedback_database = self.path / "feedback.db"
        self.subject_keys = self.path / "subjects.db"
        self.erasures_file = self.path / "erasures.json"
        self.scratch = self.path / "tmp"
        self.sample = self.path / "sample"

    @property
    def outreach_file(self) -> Path:
        """The ER lead's policy; the shipped one until somebody edits it."""
        return self.policy / "outreach.toml"

    @property
    def questions_file(self) -> Path:
        """The questions of feedback rounds; the shipped ones until somebody edits them."""
        return self.policy / "questions.toml"

    @property
    def privacy_file(self) -> Path:
        """The privacy officer's policy; the shipped one until somebody edits it."""
        return self.policy / "privacy.toml"

    def papers_folder(self, name: str, version: int) -> Path:
        """Report, card and verdict of one version that was trained here or has served."""
        return self.models / name / "papers" / str(version)

    def cold_start_file(self, name: str) -> Path:
        """The tenure list that orders the week while no personal model serves."""
        return self.models / name / "cold_start.json"

    def heartbeat_file(self, name: str) -> Path:
        """When the registry was last reached, for the service."""
        return self.models / name / "heartbeat.json"

    def champion_file(self, name: str) -> Path:
        """The signed file that serves."""
        return champion_file(self.models, name)

    @property
    def public_key_file(self) -> Path:
        """The promoter's public key; serving has no other."""
        return self.models / "signing.pub"

    @property
    def concern_public_file(self) -> Path:
        """The public half of the concern handlers' key: with it concerns are sealed, and not opened."""
        return self.path / "concern.pub"

    @property
    def sweep_key_file(self) -> Path:
        """The key of the digests by which the daily look through comments knows what it has passed on."""
        return self.path / "concern-sweep.key"

    @property
    def record(self) -> HomeRecord | None:
        """What this home serves; None before the first import."""
        file = self.path / "home.toml"
        try:
            fields = tomllib.loads(file.read_text("utf-8"))
            if wrong := [name for name, value in fields.items() if not isinstance(value, str)]:
                raise TypeError(f"{', '.join(wrong)} must be text")
            return HomeRecord(**fields)
        except FileNotFoundError:
            return None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, TypeError) as error:
            known = ", ".join(HomeRecord.__dataclass_fields__)
            raise RecordDamaged(
                f"{file} cannot be read: {error}.",
                remedy=f"It holds {known}, each a text in quotes; correct it.",
            ) from error

    def required_record(self) -> HomeRecord:
        """What this home serves; refused with the command to run while it serves nothing."""
        if (record := self.record) is None:
            raise NoSource(
                f"The home {self.path} holds no data.",
                remedy="Run `ermine import FOLDER`, `ermine train --map MAP.toml --data FILE` or `ermine demo`.",
            )
        return record

    def create(self) -> None:
        """Make the folders and put the shipped policy files where they can be edited."""
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            for folder in (self.models, self.policy, self.scratch):
                folder.mkdir(exist_ok=True)
            for file, default in (
                (self.outreach_file, DEFAULT_OUTREACH),
                (self.privacy_file, DEFAULT_PRIVACY),
                (self.questions_file, DEFAULT_QUESTIONS),
            ):
                if not file.exists() and not (self.path / "home.toml").exists():
                    shutil.copyfile(default, file)
        except OSError as error:
            raise Unavailable(
                f"The home {self.path} cannot be written: {error.strerror}.",
                remedy="Free space or rights there, or set ERMINE_HOME to another folder.",
            ) from error

    def refuse_other(self, source: str) -> None:
        """Raise `OtherSource` by name when the home already serves another source."""
        if (record := self.record) is not None and record.source != source:
            raise OtherSource(
                f"The home {self.path} serves {record.source!r}, not {source!r}.",
                remedy=f"Use another home for it, such as ERMINE_HOME={self.path.name}-{source}.",
            )

    def claim(self, source: str, model: str) -> HomeRecord:
        """Serve `source` with the registered model `model` from now on."""
        self.refuse_other(source)
        if self.record is None:
            self.write(HomeRecord(source=source, model=model))
        return self.update(model=model)

    def update(self, **changes: str) -> HomeRecord:
        """Change fields of the record."""
        record = replace(self.required_record(), **changes)
        self.write(record)
        return record

    def write(self, record: HomeRecord) -> None:
        """Replace `home.toml` in one step."""
        # A JSON string is a valid TOML basic string for every character that a path or a name can hold.
        lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in asdict(record).items()]
        staged = self.path / ".home.toml.new"
        staged.write_text("\n".join(lines) + "\n", "utf-8")
        staged.replace(self.path / "home.toml")

    @contextmanager
    def writing(self, command: str) -> Iterator[None]:
        """Hold the home's one writer's lock; the refusal names the holder."""
        self.create()
        with (self.path / ".writer").open("a+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                lock.seek(0)
                holder = lock.read().strip() or "another command"
                raise HomeBusy(
                    f"{holder} is writing to {self.path}.", remedy="Wait until it has ended, then repeat."
                ) from None
            lock.truncate(0)
            lock.write(f"`ermine {command}` (process {os.getpid()})")
            lock.flush()
            yield
