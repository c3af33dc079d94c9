"""The text model's paper: what the folder holds, byte for byte, and the numbers that turn logits into labels.

A folder is a model only if `manifest.json` passes this schema and every file has the size and SHA-256 it names.
"""

import hashlib
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from data_contracts.errors import NotFound, Unavailable
from sentiment.labels import SENTIMENTS, SERIOUS, TOPICS

MANIFEST_FILE, ENCODER_FILE, TOKENIZER_FILE, CARD_FILE = (
    "manifest.json",
    "encoder.int8.onnx",
    "tokenizer.json",
    "CARD.md",
)
MAX_MANIFEST_BYTES = 256 * 1024
MAX_FILE_BYTES = 2 * 1024**3

Finite = Annotated[float, Field(allow_inf_nan=False)]
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1)]
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class TextModelAbsent(NotFound):
    """There is no text model in this folder."""


class TextModelRefused(Unavailable):
    """The text model in this folder fails a check and is not used."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SentimentCalibration(_Strict):
    """`softmax(logits / temperature + offsets)`: temperature scaling with one offset per class.

    Guo et al. 2017, "On calibration of modern neural networks" (vector scaling with one shared slope).
    """

    temperature: Positive
    offsets: Annotated[list[Finite], Field(min_length=len(SENTIMENTS), max_length=len(SENTIMENTS))]


class LabelCalibration(_Strict):
    """`sigmoid(slope * logit + intercept)` (Platt 1999); the label is set from `threshold` on."""

    slope: Positive
    intercept: Finite
    threshold: Share


class FileRecord(_Strict):
    """Size in bytes and SHA-256 of one file of the folder."""

    bytes: Annotated[int, Field(gt=0, le=MAX_FILE_BYTES)]
    sha256: Digest


class BaseModelRecord(_Strict):
    """The encoder that was fine-tuned: its name and the SHA-256 of its weights."""

    name: str
    licence: str
    sha256: Digest


class Source(_Strict):
    """A data set that the weights, the calibration or the thresholds were made from."""

    name: str
    used_for: Literal["weights", "calibration", "choices"]
    rows: Annotated[int, Field(ge=0)]
    licence: str
    origin: str


class Manifest(_Strict):
    """Everything that is not a weight. `figures` are those of the card, by name."""

    format: Literal["ermine-text/1"] = "ermine-text/1"
    sentiment: list[str]
    topics: list[str]
    serious: list[str]
    max_tokens: Annotated[int, Field(ge=8, le=512)]
    sentiment_calibration: SentimentCalibration
    topic_calibration: dict[str, LabelCalibration]
    serious_calibration: dict[str, LabelCalibration]
    base: BaseModelRecord
    files: dict[str, FileRecord]
    sources: list[Source]
    seed: int
    command: str
    figures: dict[str, Finite]

    @model_validator(mode="after")
    def _speaks_our_labels(self) -> "Manifest":
        for field, labels in (("sentiment", SENTIMENTS), ("topics", TOPICS), ("serious", SERIOUS)):
            if getattr(self, field) != list(labels):
                raise ValueError(f"{field} must be {', '.join(labels)}, in this order")
        if list(self.topic_calibration) != list(TOPICS) or list(self.serious_calibration) != list(SERIOUS):
            raise ValueError(
                "every topic and every serious label needs its calibration, in the order of the labels"
            )
        if set(self.files) != {ENCODER_FILE, TOKENIZER_FILE, CARD_FILE}:
            raise ValueError(f"files must be {ENCODER_FILE}, {TOKENIZER_FILE} and {CARD_FILE}")
        return self

    def to_json(self) -> bytes:
        """The manifest as it is written: indented, so that a change can be read in a diff."""
        return (self.model_dump_json(indent=1) + "\n").encode()


def file_record(path: Path) -> FileRecord:
    """Size and SHA-256 of a file."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return FileRecord(bytes=path.stat().st_size, sha256=digest)


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a model folder whose files are the ones that it names; else it is refused."""
    manifest = parse_manifest(_bytes_of(folder / MANIFEST_FILE), str(folder))
    for name, expected in manifest.files.items():
        path = folder / name
        if path.is_symlink() or not path.is_file():
            raise TextModelRefused(f"{folder}: {name} is missing", remedy=_REMEDY)
        if path.stat().st_size != expected.bytes or file_record(path) != expected:
            raise TextModelRefused(
                f"{folder}: {name} is not the file that the manifest names", remedy=_REMEDY
            )
    return manifest


def parse_manifest(raw: bytes, place: str) -> Manifest:
    """A manifest from its bytes; `place` names it in a refusal."""
    try:
        return Manifest.model_validate_json(raw)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"])[:80] or "the whole file"
        raise TextModelRefused(f"{place}: {MANIFEST_FILE}, {field}: {first['msg']}", remedy=_REMEDY) from None


_REMEDY = "Install the model again, or promote a version again with `ermine sentiment promote`."


def _bytes_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_MANIFEST_BYTES + 1)
    except FileNotFoundError:
        raise TextModelAbsent(f"{path.parent}: no text model there", remedy=_REMEDY) from None
    if len(raw) > MAX_MANIFEST_BYTES:
        raise TextModelRefused(f"{path}: more than {MAX_MANIFEST_BYTES} bytes", remedy=_REMEDY)
    return raw
