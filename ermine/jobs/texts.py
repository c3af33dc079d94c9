"""Files of comments: read one column and nothing else, redact or classify it, write the answer; row order is kept."""

import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from data_contracts.errors import EmptyFile, InputRefused, MissingFile, NotATable, RowsRefused
from data_contracts.progress import Tick
from data_contracts.reading.csv_file import read_csv
from data_contracts.reading.table_file import require_columns
from data_contracts.reading.text_table import TextTable
from training.atomic_file import replace_file

SPANS = pl.List(pl.Struct({"start": pl.UInt32, "end": pl.UInt32, "kind": pl.String}))


class NotText(InputRefused):
    """A column that should hold text holds something else."""


@dataclass(frozen=True)
class RedactedFile:
    """What became of a file: its rows, those without text, those changed, and how often each kind was found."""

    rows: int
    empty: int
    changed: int
    found: dict[str, int]


@dataclass(frozen=True)
class ClassifiedFile:
    """What became of a file: its rows, those that a person has to read, and how often each label was given."""

    rows: int
    not_assessed: int
    sentiments: dict[str, int]
    serious: int
    model: str


def read_texts(file: Path, column: str) -> pl.Series:
    """The column's cells, one per row of the file, null where nothing was written; no other column is looked at.

    Raises a FileRefused (missing, empty or binary file, no such column), NotText, or RowsRefused for lines of a CSV
    file that do not have the header's number of fields: dropping them would shift every later row.
    """
    if not file.is_file():
        raise MissingFile(f"{file}: no such file", remedy="Name a CSV or Parquet file.")
    return _from_parquet(file, column) if file.suffix == ".parquet" else _from_csv(file, column)


def read_roster(file: Path | None) -> list[str]:
    """The names in a roster's column `name`; none without a file, and a file without any is refused."""
    if file is None:
        return []
    names = [name for name in read_texts(file, "name") if name]
    if not names:
        raise EmptyFile(
            f"{file}: column 'name' holds no name", remedy="Give a roster with a name in each row."
        )
    return names


def redact_file(file: Path, column: str, out: Path, roster: Path | None, tick: Tick) -> RedactedFile:
    """Write row, text (redacted) and spans (start, end, kind; code points of the input) of each text to `out`."""
    _check_out(out, file, roster)
    texts, names = read_texts(file, column), read_roster(roster)
    tick(0, texts.len(), "loading the language model")
    from sentiment.redaction.redactor import Redactor

    done = list(Redactor(names).redact_all(texts.to_list(), tick))
    spans = [[vars(span) for span in redacted.spans] if redacted else [] for redacted in done]
    columns = {
        "row": pl.int_range(texts.len(), dtype=pl.UInt32, eager=True),
        "text": pl.Series([each.text if each else None for each in done], dtype=pl.String),
        "spans": pl.Series(spans, dtype=SPANS),
    }
    _write(pl.DataFrame(columns), out)
    found = Counter(span["kind"] for each in spans for span in each)
    return RedactedFile(texts.len(), texts.null_count(), sum(map(bool, spans)), dict(found.most_common()))


def classify_file(
    file: Path, column: str, out: Path, roster: Path | None, model: Path, tick: Tick
) -> ClassifiedFile:
    """Write sentiment, topics and serious concerns of each text to `out`, and no other column.

    Texts are redacted first, in memory, so that no name can weigh in. `model` is the folder of a text model.
    """
    _check_out(out, file, roster)
    texts, names = read_texts(file, column), read_roster(roster)
    tick(0, texts.len(), "loading the models")
    from sentiment.classifier import MAX_CHARACTERS, load_classifier
    from sentiment.labels import NOT_ASSESSED

    classifier = load_classifier(model)
    # What is too long is left to a person as it is: redacting a megabyte that nothing reads would take minutes.
    short = [text if text is not None and len(text) <= MAX_CHARACTERS else None for text in texts]
    labels = classifier.classify(redacted_texts(short, names, tick), tick)
    _write(labels, out)
    given = Counter(labels["sentiment"].to_list())
    serious = int((labels["serious"].list.len() > 0).sum())
    return ClassifiedFile(labels.height, given[NOT_ASSESSED], dict(given.most_common()), serious, str(model))


def redacted_texts(texts: Sequence[str | None], names: Sequence[str], tick: Tick) -> list[str | None]:
    """The texts as anything but redaction may see them; `names` are those of the roster."""
    from sentiment.redaction.redactor import Redactor

    return [redacted.text if redacted else None for redacted in Redactor(names).redact_all(texts, tick)]


def _from_parquet(file: Path, column: str) -> pl.Series:
    if file.stat().st_size == 0:
        raise EmptyFile(f"{file}: the file is empty", remedy="Export it again, or remove it.")
    try:
        schema = pq.read_schema(file)
        require_columns(_headed(file, schema.names), [column])
        kind = schema.field(column).type
        texts = pl.Series(column, pq.read_table(file, columns=[column])[column])
    except (pa.ArrowInvalid, OSError) as cause:
        raise NotATable(f"{file}: not readable as Parquet: {cause}") from cause
    if texts.dtype not in (pl.String, pl.Null, pl.Categorical):
        raise NotText(
            f"{file}: column {column!r} holds {kind}, not text",
            remedy="Name the column of comments with --text-column.",
        )
    return _without_empty(texts)


def _from_csv(file: Path, column: str) -> pl.Series:
    table = read_csv(file, [column], keep_empty=True)
    require_columns(table, [column])
    if table.ragged:
        lines = ", ".join(f"{row.line:,}" for row in table.ragged[:5])
        raise RowsRefused(
            f"{file}: {len(table.ragged):,} row(s) have more or fewer fields than the header, first at line {lines}",
            remedy="A text with a comma or line break in it must stand in quotation marks.",
        )
    return _without_empty(table.frame[column])


def _headed(file: Path, names: Sequence[str]) -> TextTable:
    return TextTable(file, pl.DataFrame(schema=dict.fromkeys(names, pl.String)), pl.Series(dtype=pl.Int64))


def _without_empty(texts: pl.Series) -> pl.Series:
    """An empty text is a missing one: CSV cannot tell them apart."""
    plain = texts.cast(pl.String)
    if plain.len() == 0:
        return plain
    return plain.set(plain == "", None)


def _check_out(out: Path, *read: Path | None) -> None:
    """Refuse to write anything but Parquet, or over a file that is read."""
    if out.suffix != ".parquet":
        raise InputRefused(
            f"--out {out}: the answer is written as Parquet.", remedy="Give a name that ends in .parquet."
        )
    if out.is_dir():
        raise InputRefused(f"--out {out} is a folder.", remedy="Name a file.")
    for file in read:
        if file is not None and file.resolve() == out.resolve():
            raise InputRefused(f"--out {out} is a file that is read.", remedy="Name another file.")


def _write(frame: pl.DataFrame, out: Path) -> None:
    held = io.BytesIO()
    frame.write_parquet(held)
    replace_file(out, held.getvalue())
