"""The champion: the one signed file from which serving scores, and every reason to refuse such a file.

`models/<name>/champion.json` holds the scorecard, who promoted which version when, the scorecard's digest, a
golden batch with the log-odds that the promoter saw, and an Ed25519 signature over all of it. It is data, never
code. A file that fails one check is refused as a whole; the caller keeps the last good champion.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from data_contracts.errors import ErmineError, InputRefused, NotFound, Unavailable
from training import canonical_json
from training.atomic_file import replace_file
from training.golden_batch import GoldenRow, golden_rows, golden_table
from training.plain_file import read_plain_file
from training.scorecard import Scorecard
from training.signing import SignatureInvalid, sign, verify

FORMAT = "ermine-champion/1"
MAX_BYTES = 8 * 1024 * 1024
MAX_GOLDEN_DIFFERENCE = 1e-9

NAME_PATTERN = r"[a-z0-9][a-z0-9_-]{0,63}"
_DIGEST = r"^[0-9a-f]{64}$"
_MOMENT = "%Y-%m-%dT%H:%M:%SZ"


class ChampionAbsent(NotFound):
    """No champion has been promoted here yet."""


class ChampionRefused(Unavailable):
    """The champion file fails a check and is not served."""


class ChampionTooLarge(ChampionRefused):
    """The champion file is larger than any scorecard can be."""


class ChampionUnreadable(ChampionRefused):
    """The champion file is not a plain file of canonical JSON."""


class ChampionSchemaWrong(ChampionRefused):
    """The champion file lacks a field, has one too many or one of the wrong type."""


class ChampionSignatureWrong(ChampionRefused):
    """The champion file is not signed by the key that this home trusts."""


class ChampionDigestWrong(ChampionRefused):
    """The scorecard in the champion file is not the one that its digest names."""


class ChampionScorecardWrong(ChampionRefused):
    """The scorecard in the champion file breaks the scorecard's own rules."""


class ChampionNotExpected(ChampionRefused):
    """The champion file is for another model or another set of features."""


class ChampionGoldenWrong(ChampionRefused):
    """The scorecard does not answer here as it did for the promoter."""


def _moment(text: str) -> datetime:
    return datetime.strptime(text, _MOMENT).replace(tzinfo=UTC)


def _written_moment(text: str) -> str:
    if _moment(text).strftime(_MOMENT) != text:
        raise ValueError("a moment is written as 2026-07-01T12:00:00Z")
    return text


class _Golden(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    rows: Annotated[list[dict[str, float | str | None]], Field(min_length=1, max_length=256)]
    log_odds: Annotated[
        list[Annotated[float, Field(allow_inf_nan=False)]], Field(min_length=1, max_length=256)
    ]


class _Envelope(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    format: Literal["ermine-champion/1"]
    name: Annotated[str, Field(pattern=f"^{NAME_PATTERN}$")]
    version: Annotated[int, Field(ge=1)]
    run_id: Annotated[str, Field(pattern=r"^[0-9a-f]{1,64}$")]
    scorecard: dict[str, Any]
    digest: Annotated[str, Field(pattern=_DIGEST)]
    promoted_at: Annotated[str, AfterValidator(_written_moment)]
    golden: _Golden
    signature: Annotated[str, Field(max_length=128)]


@dataclass(frozen=True)
class Champion:
    """A checked scorecard with its place in the registry."""

    scorecard: Scorecard
    name: str
    version: int
    run_id: str
    digest: str
    promoted_at: datetime


def check_name(name: str) -> str:
    """`name` if it can be a model's name (and so a folder's), else `InputRefused`."""
    if not re.fullmatch(NAME_PATTERN, name):
        raise InputRefused(
            f"{name!r} cannot be a model's name",
            remedy="Use up to 64 small letters, digits, - or _, starting with a letter or a digit.",
        )
    return name


def champion_file(models_dir: Path, name: str) -> Path:
    """Where the champion of the model `name` lies in a home's folder of models."""
    return models_dir / name / "champion.json"


def champion_bytes(
    scorecard: Scorecard, name: str, version: int, run_id: str, promoted_at: datetime, key: Ed25519PrivateKey
) -> bytes:
    """The signed envelope as canonical JSON; `promoted_at` must know its time zone."""
    if promoted_at.tzinfo is None:
        raise ValueError("promoted_at needs a time zone")
    rows = golden_rows(scorecard)
    body: dict[str, Any] = {
        "format": FORMAT,
        "name": check_name(name),
        "version": version,
        "run_id": run_id,
        "scorecard": canonical_json.parse(scorecard.to_json()),
        "digest": scorecard.digest,
        "promoted_at": promoted_at.astimezone(UTC).strftime(_MOMENT),
        "golden": {"rows": rows, "log_odds": _log_odds(scorecard, rows).tolist()},
    }
    return canonical_json.dump({**body, "signature": sign(key, FORMAT, canonical_json.dump(body))})


def write_champion(
    path: Path,
    scorecard: Scorecard,
    name: str,
    version: int,
    run_id: str,
    promoted_at: datetime,
    key: Ed25519PrivateKey,
) -> Champion:
    """Sign and write the champion file in one step; what was written is checked before it replaces the old one."""
    raw = champion_bytes(scorecard, name, version, run_id, promoted_at, key)
    champion = read_champion(raw, key.public_key(), name)
    replace_file(path, raw)
    return champion


def load_champion(
    path: Path, public_key: Ed25519PublicKey, name: str | None = None, feature_set: str | None = None
) -> Champion:
    """The champion in `path`, fully checked; raises `ChampionAbsent` or a subclass of `ChampionRefused`.

    `name` and `feature_set`, when given, must be those of the file.
    """
    return read_champion(_read_bounded(path), public_key, name, feature_set)


def read_champion(
    raw: bytes, public_key: Ed25519PublicKey, name: str | None = None, feature_set: str | None = None
) -> Champion:
    """Check an envelope: form, signature, digest, scorecard, expectation, golden batch, in this order."""
    content = _content(raw)
    envelope = _envelope(content)
    _check_signature(content, envelope, public_key)
    scorecard = _scorecard(envelope)
    _check_expected(envelope, scorecard, name, feature_set)
    _check_golden(envelope, scorecard)
    return Champion(
        scorecard=scorecard,
        name=envelope.name,
        version=envelope.version,
        run_id=envelope.run_id,
        digest=envelope.digest,
        promoted_at=_moment(envelope.promoted_at),
    )


def _read_bounded(path: Path) -> bytes:
    try:
        return read_plain_file(path, MAX_BYTES + 1)[0]
    except FileNotFoundError:
        raise ChampionAbsent(
            f"{path}: no champion there", remedy="Train and promote a model first."
        ) from None
    except OSError as error:
        raise ChampionUnreadable(f"{path}: cannot be read as a plain file ({error.strerror})") from error


def _content(raw: bytes) -> dict[str, Any]:
    if len(raw) > MAX_BYTES:
        raise ChampionTooLarge(f"champion file: more than {MAX_BYTES} bytes")
    try:
        content = canonical_json.parse(raw)
    except ValueError as error:
        raise ChampionUnreadable(f"champion file: {_short(error)}") from error
    if not isinstance(content, dict):
        raise ChampionSchemaWrong("champion file: not an object")
    return content


def _envelope(content: dict[str, Any]) -> _Envelope:
    try:
        return _Envelope.model_validate(content)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"])[:80] or "the whole file"
        raise ChampionSchemaWrong(f"champion file, {field}: {first['msg']}") from None


def _check_signature(content: dict[str, Any], envelope: _Envelope, public_key: Ed25519PublicKey) -> None:
    body = {field: value for field, value in content.items() if field != "signature"}
    try:
        verify(public_key, FORMAT, canonical_json.dump(body), envelope.signature)
    except SignatureInvalid as error:
        raise ChampionSignatureWrong(
            f"champion file of {envelope.name} version {envelope.version}: {error.message}",
            remedy="Promote the version again with the key that this home trusts.",
        ) from None


def _scorecard(envelope: _Envelope) -> Scorecard:
    try:
        scorecard = Scorecard.from_json(canonical_json.dump(envelope.scorecard))
    except (ErmineError, ValueError) as error:
        raise ChampionScorecardWrong(f"champion file, scorecard: {_short(error)}") from error
    if scorecard.digest != envelope.digest:
        raise ChampionDigestWrong(
            f"champion file: digest {envelope.digest[:12]} but found {scorecard.digest[:12]}"
        )
    return scorecard


def _check_expected(
    envelope: _Envelope, scorecard: Scorecard, name: str | None, feature_set: str | None
) -> None:
    if name is not None and envelope.name != name:
        raise ChampionNotExpected(f"champion file: for model {envelope.name!r}, expected {name!r}")
    if feature_set is not None and scorecard.feature_set != feature_set:
        raise ChampionNotExpected(
            f"champion file: built on features {scorecard.feature_set!r}, this version builds {feature_set!r}",
            remedy="Train again with this version, or serve with the version that trained it.",
        )


def _check_golden(envelope: _Envelope, scorecard: Scorecard) -> None:
    golden = envelope.golden
    try:
        found = _log_odds(scorecard, golden.rows)
    except (ErmineError, ValueError) as error:
        raise ChampionGoldenWrong(f"champion file, golden batch: {_short(error)}") from error
    if len(found) != len(golden.log_odds):
        raise ChampionGoldenWrong("champion file, golden batch: rows and answers differ in number")
    difference = float(np.max(np.abs(found - np.asarray(golden.log_odds))))
    if not difference <= MAX_GOLDEN_DIFFERENCE:
        raise ChampionGoldenWrong(f"champion file, golden batch: log-odds are off by {difference:.3g}")


def _log_odds(scorecard: Scorecard, rows: list[GoldenRow]) -> np.ndarray[Any, np.dtype[np.float64]]:
    return np.asarray(scorecard.score(golden_table(scorecard, rows)).log_odds, dtype=np.float64)


def _short(error: Exception) -> str:
    return str(error).splitlines()[0][:200] if str(error) else type(error).__name__
