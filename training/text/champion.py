"""The text model that a home serves after a promotion: a signed pointer to a folder that is checked byte by byte.

`models/<name>/text_champion.json` names one version, the SHA-256 of its manifest, and carries an Ed25519 signature;
the manifest names size and SHA-256 of every other file. The folder is complete before the pointer moves, and the
pointer is replaced in one step, so readers see the old model or the new one.
"""

import hashlib
import secrets
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sentiment.manifest import (
    CARD_FILE,
    ENCODER_FILE,
    MANIFEST_FILE,
    TOKENIZER_FILE,
    TextModelRefused,
    read_manifest,
)
from training import canonical_json
from training.atomic_file import replace_file
from training.champion import NAME_PATTERN, check_name
from training.plain_file import read_plain_file
from training.signing import SignatureInvalid, sign, verify

FORMAT = "ermine-text-champion/1"
MODEL_FILES = (ENCODER_FILE, TOKENIZER_FILE, CARD_FILE, MANIFEST_FILE)
_MAX_BYTES = 64 * 1024
_REMEDY = "Promote a version again with `ermine sentiment promote`."


class TextChampion(BaseModel):
    """Which version serves: its place in the registry, the digest of its manifest and when it was promoted."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    format: Literal["ermine-text-champion/1"] = "ermine-text-champion/1"
    name: Annotated[str, Field(pattern=f"^{NAME_PATTERN}$")]
    version: Annotated[int, Field(ge=1)]
    run_id: Annotated[str, Field(pattern=r"^[0-9a-f]{1,64}$")]
    digest: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    promoted_at: Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")]

    @property
    def folder_name(self) -> str:
        """The folder of this version beside the pointer."""
        return f"version-{self.version}-{self.digest[:12]}"


def pointer_file(models_dir: Path, name: str) -> Path:
    """The signed pointer of the text model `name` in a home's folder of models."""
    return models_dir / check_name(name) / "text_champion.json"


def manifest_digest(folder: Path) -> str:
    """The digest that names a text model: SHA-256 of its manifest, which names all its files."""
    return hashlib.sha256((folder / MANIFEST_FILE).read_bytes()).hexdigest()


def signed_pointer(
    folder: Path, name: str, version: int, run_id: str, promoted_at: datetime, key: Ed25519PrivateKey
) -> bytes:
    """The pointer to the checked model in `folder` as signed, canonical JSON."""
    read_manifest(folder)
    moment = promoted_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    champion = TextChampion(
        name=name, version=version, run_id=run_id, digest=manifest_digest(folder), promoted_at=moment
    )
    body = champion.model_dump()
    return canonical_json.dump({**body, "signature": sign(key, FORMAT, canonical_json.dump(body))})


def install(folder: Path, raw: bytes, models_dir: Path, public_key: Ed25519PublicKey, name: str) -> Path:
    """Copy the model into the home and move the pointer; returns the folder that serves from now on."""
    champion = read_pointer(raw, public_key, name)
    place = pointer_file(models_dir, name).parent
    place.mkdir(parents=True, exist_ok=True)
    target = place / champion.folder_name
    if not target.exists():
        staged = place / f".{champion.folder_name}.{secrets.token_hex(6)}"
        staged.mkdir()
        try:
            for file in MODEL_FILES:
                replace_file(staged / file, (folder / file).read_bytes())
            _check(staged, champion)
            staged.replace(target)
        finally:
            shutil.rmtree(staged, ignore_errors=True)
    _check(target, champion)
    replace_file(pointer_file(models_dir, name), raw)
    return target


def champion_folder(models_dir: Path, public_key: Ed25519PublicKey, name: str) -> Path | None:
    """The folder that serves, its pointer's signature and manifest checked; None before the first promotion.

    Raises `TextModelRefused` when the pointer or the manifest is not what the promoter signed; the other files are
    checked by `sentiment.classifier.load_classifier`.
    """
    path = pointer_file(models_dir, name)
    try:
        raw = read_plain_file(path, _MAX_BYTES + 1)[0]
    except FileNotFoundError:
        return None
    except OSError as error:
        raise TextModelRefused(f"{path}: cannot be read as a plain file", remedy=_REMEDY) from error
    champion = read_pointer(raw, public_key, name)
    folder = path.parent / champion.folder_name
    _check_digest(folder, champion)
    return folder


def read_pointer(raw: bytes, public_key: Ed25519PublicKey, name: str) -> TextChampion:
    """The pointer from its bytes: size, form, signature and name checked, in this order."""
    if len(raw) > _MAX_BYTES:
        raise TextModelRefused(f"text champion of {name}: more than {_MAX_BYTES} bytes", remedy=_REMEDY)
    try:
        content = dict(canonical_json.parse(raw))
        signature = str(content.pop("signature"))
        champion = TextChampion.model_validate(content)
        verify(public_key, FORMAT, canonical_json.dump(content), signature)
    except (ValueError, TypeError, KeyError, ValidationError, SignatureInvalid) as error:
        raise TextModelRefused(
            f"text champion of {name}: not a pointer signed by the key that this home trusts ({type(error).__name__})",
            remedy=_REMEDY,
        ) from None
    if champion.name != name:
        raise TextModelRefused(
            f"text champion: for model {champion.name!r}, expected {name!r}", remedy=_REMEDY
        )
    return champion


def _check(folder: Path, champion: TextChampion) -> None:
    read_manifest(folder)
    _check_digest(folder, champion)


def _check_digest(folder: Path, champion: TextChampion) -> None:
    if not (folder / MANIFEST_FILE).is_file() or manifest_digest(folder) != champion.digest:
        raise TextModelRefused(
            f"{folder}: the manifest is not the one that was promoted as version {champion.version}",
            remedy=_REMEDY,
        )
