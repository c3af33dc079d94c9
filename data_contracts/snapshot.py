"""A flat table as the source of a home: admitted through its mapping, with the words for its features."""

from collections.abc import Container
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import polars as pl

from data_contracts.disk import require_room
from data_contracts.erased_rows import NOBODY
from data_contracts.errors import EmptyFile, MissingFile, RowsRefused
from data_contracts.feature_spec import FeatureSpec
from data_contracts.intake import ImportReport
from data_contracts.lake import PROTECTED
from data_contracts.lake_writer import writing
from data_contracts.progress import Tick, silent
from data_contracts.snapshot_mapping import SnapshotMapping, load_mapping
from data_contracts.snapshot_rows import CONTEXT, SnapshotRows, read_labelled_rows, read_snapshot_rows

__all__ = [
    "CONTEXT",
    "SnapshotMapping",
    "SnapshotReport",
    "SnapshotRows",
    "admit_snapshot",
    "feature_specs",
    "load_mapping",
    "read_snapshot_rows",
]


@dataclass(frozen=True)
class SnapshotReport(ImportReport):
    """What became of the file; the named survey answers that the policy kept out of the features."""

    specs: tuple[FeatureSpec, ...] = ()
    survey_left_out: tuple[str, ...] = ()


def admit_snapshot(
    mapping: SnapshotMapping,
    file: Path | None,
    home: Path,
    imported_on: date,
    allow_survey: bool,
    tick: Tick = silent,
    strict: bool = False,
    erased: Container[str] = NOBODY,
) -> SnapshotReport:
    """Admit a flat table (default: the file that the mapping names) as the current lake snapshot of `home`.

    Writes `snapshot` (CONTEXT, then features as Float64 or String), `protected` (the protected columns as text
    and employee_id, row by row like `snapshot`) and `mapping.toml`. Refuses as `import_folder` does.
    """
    source = _file_of(mapping, file)
    if source.is_file():
        require_room([source], home)
    tick(0, 2, f"reading {source.name}")
    rows = read_labelled_rows(mapping, source, _barred(mapping, allow_survey), erased)
    _stop_if(rows, strict)
    tick(1, 2, "writing the lake")
    frame = rows.frame.drop("line")
    with writing(home) as writer:
        writer.write("snapshot", frame)
        if rows.audit.width:
            writer.write(PROTECTED, rows.audit.with_columns(employee_id=frame["employee_id"]))
        writer.write_text("mapping.toml", mapping.as_toml())
        if rows.report.refused:
            writer.set_aside("snapshot", rows.rejects)
        lake, refused = writer.publish("snapshot", _covered(frame, imported_on), imported_on)
    tick(2, 2, "admitted")
    return SnapshotReport(
        lake=lake,
        tables=(replace(rows.report, quarantine_file=refused.get("snapshot")),),
        not_read=(),
        specs=feature_specs(mapping, frame),
        survey_left_out=() if allow_survey else mapping.survey,
    )


def feature_specs(mapping: SnapshotMapping, frame: pl.DataFrame) -> tuple[FeatureSpec, ...]:
    """The features of an admitted snapshot, in the order of its columns, in the mapping's words."""
    names = [name for name in frame.columns if name not in CONTEXT]
    return tuple(_spec(mapping, name, frame.schema[name].is_numeric()) for name in names)


def _spec(mapping: SnapshotMapping, name: str, number: bool) -> FeatureSpec:
    """Any feature with a theme may suggest a conversation: the mapping gives themes for that alone."""
    label = mapping.labels.get(name, name)
    literal = label.replace("{", "{{").replace("}", "}}")
    theme = mapping.themes.get(name, "")
    return FeatureSpec(
        name=name,
        kind="number" if number else "category",
        label=label,
        phrase=_phrase(literal, number, secret=name in mapping.money),
        missing_phrase=f"{label}: not known",
        theme=theme,
        actionable=theme != "",
        source=mapping.file or mapping.name,
    )


def _phrase(label: str, number: bool, secret: bool) -> str:
    """The words of a value; an amount of money moves the score but is not said beside a name."""
    if secret:
        return f"{label} (the amount is not shown)"
    return f"{label}: {{value:g}}" if number else f"{label}: {{value}}"


def _file_of(mapping: SnapshotMapping, file: Path | None) -> Path:
    if file is not None:
        return file
    if mapping.file is None:
        raise MissingFile(f"the mapping {mapping.name!r} names no file", remedy="Name one with --data FILE.")
    return mapping.folder / mapping.file


def _barred(mapping: SnapshotMapping, allow_survey: bool) -> tuple[str, ...]:
    return tuple(name for name in mapping.not_features if not (allow_survey and name in mapping.survey))


def _stop_if(rows: SnapshotRows, strict: bool) -> None:
    report = rows.report
    if strict and report.refused:
        raise RowsRefused(report.describe(), remedy="Nothing was changed.")
    if not report.admitted:
        raise EmptyFile(
            f"{report.describe()}\nno row was admitted", remedy="Correct the file or the mapping."
        )


def _covered(frame: pl.DataFrame, imported_on: date) -> tuple[date, date]:
    """The days of the snapshots; an undated one shows the day on which it was imported."""
    first, last = frame["as_of"].min(), frame["as_of"].max()
    if isinstance(first, date) and isinstance(last, date):
        return first, last
    return imported_on, imported_on
