"""How a policy file is read: TOML, checked against its model, refused by the name of the wrong key."""

import hashlib
import json
import tomllib
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from data_contracts.errors import InputRefused, PolicyRefused

DEFAULT_FOLDER = Path(__file__).parent
"""Where the shipped policy files lie."""

Model = TypeVar("Model", bound=BaseModel)


class PolicyPart(BaseModel):
    """A table of a policy file: immutable, and a key that it does not know is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class PolicyFile(PolicyPart):
    """A whole policy file; its hash travels with each run that obeyed it."""

    @property
    def hash(self) -> str:
        """SHA-256 of the canonical JSON of what the file says (comments and order of keys do not count)."""
        text = json.dumps(self.model_dump(mode="json"), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def read_toml(path: Path, error: type[InputRefused]) -> dict[str, object]:
    """The tables of a TOML file; `error` names the file and the line that cannot be read."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as cause:
        raise error(f"{path}: no such file") from cause
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as cause:
        raise error(f"{path}: not readable as TOML: {cause}") from cause


def explain(problem: ValidationError) -> str:
    """One line per broken rule of a file: the key as it is written there, then what is wrong with it."""
    lines = []
    for item in problem.errors():
        key = ".".join(str(part) for part in item["loc"]) or "(whole file)"
        lines.append(f"  {key}: {_plain(item['type'], item['msg'])}")
    return "\n".join(lines)


def _plain(kind: str, message: str) -> str:
    words = {"extra_forbidden": "there is no such key", "missing": "this key is missing"}
    return words.get(kind, message.removeprefix("Value error, "))


def load_policy(path: Path, model: type[Model]) -> Model:
    """The policy in the file at `path`; raises PolicyRefused that names each wrong key."""
    return checked_policy(read_toml(path, PolicyRefused), model, path)


def checked_policy(content: dict[str, object], model: type[Model], path: Path) -> Model:
    """The policy that `content` of the file at `path` says; raises PolicyRefused that names each wrong key."""
    try:
        return model.model_validate(content)
    except ValidationError as problem:
        raise PolicyRefused(
            f"{path}: {problem.error_count()} rule(s) broken\n{explain(problem)}",
            remedy="Correct the file; the shipped defaults are in data_contracts/policy/.",
        ) from problem
