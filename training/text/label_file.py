"""A file of labelled comments: columns `text` and `sentiment`, optionally `topics` and `serious`.

Topics and serious concerns are ids with `|` between them; an empty cell means that none applies. A column that is
not there is not known, and teaches its head nothing.
"""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import polars as pl

from data_contracts.errors import EmptyFile, InputRefused, MissingColumn, MissingFile, NotATable
from sentiment.labels import SENTIMENTS, SERIOUS, TOPICS
from training.text.texts import UNKNOWN, Floats, LabelledTexts


class LabelsRefused(InputRefused):
    """The file of labelled comments breaks a rule; nothing was trained."""


def read_frame(path: Path) -> pl.DataFrame:
    """The file as text columns, as it is; refused when it is not a CSV table with `text` and `sentiment`."""
    if not path.is_file():
        raise MissingFile(f"{path}: no such file", remedy="Give a CSV file with columns text and sentiment.")
    try:
        frame = pl.read_csv(path, infer_schema=False).fill_null("")
    except pl.exceptions.NoDataError:
        raise EmptyFile(f"{path}: the file is empty") from None
    except (pl.exceptions.PolarsError, UnicodeDecodeError):
        # What polars says quotes the cell, and a cell is somebody's words.
        raise NotATable(
            f"{path}: not a UTF-8 CSV table",
            remedy="Quote a cell that holds a comma, a quote or a line break, and double the quotes inside it.",
        ) from None
    if absent := [column for column in ("text", "sentiment") if column not in frame.columns]:
        raise MissingColumn(
            f"{path}: no column {' and '.join(absent)}; there is {', '.join(frame.columns[:12])}",
            remedy="The columns are text, sentiment and optionally topics and serious.",
        )
    if frame.is_empty():
        raise EmptyFile(f"{path}: a header and no rows")
    return frame


def read_labels(path: Path) -> LabelledTexts:
    """The labelled comments of a file; one unknown label or empty text refuses the file, with its first lines."""
    return labels_of(read_frame(path), str(path))


def labels_of(frame: pl.DataFrame, place: str) -> LabelledTexts:
    """The labelled comments of a frame of text columns; `place` names it in a refusal."""
    findings = _findings(frame)
    if findings:
        raise LabelsRefused(
            f"{place}: {'; '.join(findings)}",
            remedy=f"Sentiment: {', '.join(SENTIMENTS)}. Topics: {', '.join(TOPICS)}. Serious: {', '.join(SERIOUS)}.",
        )
    names = list(SENTIMENTS)
    return LabelledTexts(
        tuple(frame["text"].to_list()),
        np.array([names.index(label) for label in frame["sentiment"]], np.int64),
        _flags(frame, "topics", TOPICS),
        _flags(frame, "serious", SERIOUS),
    )


def _findings(frame: pl.DataFrame) -> list[str]:
    """One sentence for each broken rule, with the number of rows and the first line (the header is line 1)."""
    broken = {
        "empty text": frame["text"].str.strip_chars() == "",
        "unknown sentiment": ~frame["sentiment"].is_in(list(SENTIMENTS)),
    }
    for column, labels in (("topics", TOPICS), ("serious", SERIOUS)):
        if column in frame.columns:
            known = list(labels)
            cells = frame[column].str.split("|").list.eval(~pl.element().is_in([*known, ""])).list.any()
            broken[f"unknown id in {column}"] = cells
    return [
        f"{what}: {int(rows.sum())} rows, first at line {int(rows.arg_max() or 0) + 2}"
        for what, rows in broken.items()
        if rows.any()
    ]


def _flags(frame: pl.DataFrame, column: str, labels: Mapping[str, str]) -> Floats:
    if column not in frame.columns:
        return np.full((frame.height, len(labels)), np.nan, np.float32)
    given = [set(cell.split("|")) for cell in frame[column]]
    return np.array([[label in cell for label in labels] for cell in given], np.float32).reshape(
        frame.height, len(labels)
    )


__all__ = ["UNKNOWN", "LabelsRefused", "labels_of", "read_frame", "read_labels"]
