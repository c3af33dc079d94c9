"""Intake: a folder of HR tables into the lake, with every row that breaks a rule in quarantine."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import polars as pl

from data_contracts.admission import judge
from data_contracts.catalogue import REQUIRED, TABLES
from data_contracts.contract import TableContract
from data_contracts.coverage import Coverage
from data_contracts.disk import require_room
from data_contracts.erased_rows import NOBODY, without_erased
from data_contracts.errors import EmptyFile, LakeEmpty, LakeOutdated, RowsRefused
from data_contracts.folder import NotRead, look_through
from data_contracts.health import health_of
from data_contracts.history import Changes, with_history
from data_contracts.lake import Lake, LakeSnapshot
from data_contracts.lake_form import lake_tables
from data_contracts.lake_writer import LakeWriter, writing
from data_contracts.progress import Tick, silent
from data_contracts.reading.table_file import read_table
from data_contracts.references import References
from data_contracts.refusal import TableReport
from data_contracts.templates import without_example
from data_contracts.uncovered import uncovered_in


@dataclass(frozen=True)
class ImportReport:
    """What became of each file; `lake` is the snapshot that is current now.

    `feedback` are the files of closed rounds, which this import has not opened.
    """

    lake: LakeSnapshot
    tables: tuple[TableReport, ...]
    not_read: tuple[NotRead, ...]
    feedback: Mapping[str, Path] = field(default_factory=dict)

    @property
    def rows_in(self) -> int:
        """Data rows in all files that were read."""
        return sum(table.rows_in for table in self.tables)

    @property
    def admitted(self) -> int:
        """Rows that are in the lake now."""
        return sum(table.admitted for table in self.tables)

    @property
    def refused(self) -> int:
        """Rows that are in quarantine now."""
        return sum(table.refused for table in self.tables)


@dataclass
class _Intake:
    """What one table leaves behind for the next ones."""

    writer: LakeWriter
    references: References
    imported_on: date
    before: LakeSnapshot | None
    erased: Container[str]
    coverage: Coverage = field(default_factory=Coverage)

    def take(self, name: str, file: Path) -> TableReport | NotRead:
        contract = TABLES[name]
        columns = [column.name for column in contract.columns]
        table, untouched = without_example(read_table(file, columns))
        if untouched and name not in REQUIRED:
            return NotRead(file, "a template that nobody has filled in; taken as not brought")
        table, erased = without_erased(table, self.erased)
        admitted, sieve = judge(contract, table, self.references)
        health = health_of(contract, admitted, self._as_it_was(name))
        changes = self._keep(contract, admitted)
        if sieve.refused:
            self.writer.set_aside(name, sieve.rejects())
        unknown = tuple(column for column in table.frame.columns if column not in columns)
        return TableReport(
            name=name,
            file=file,
            rows_in=table.rows_in + erased,
            admitted=sieve.admitted,
            refused=sieve.refused,
            refusals=sieve.refusals,
            unknown_columns=unknown,
            absent_columns=tuple(column for column in columns if column not in table.frame.columns),
            changes=changes,
            health=health,
            uncovered=uncovered_in(contract, admitted, self.references.hired),
            erased=erased,
        )

    def _as_it_was(self, name: str) -> pl.DataFrame | None:
        return self.before.read(name) if self.before is not None and self.before.has(name) else None

    def _keep(self, contract: TableContract, admitted: pl.DataFrame) -> Changes | None:
        """Write the admitted rows in lake form, with the versions that they correct."""
        tables, changes = lake_tables(contract, admitted), None
        rows = recorded = tables[contract.name]
        if contract.known and self.before is not None and self.before.has(contract.name):
            given = admitted["known_at"] if "known_at" in admitted.columns else None
            versions, covered = self.before.read_versions(contract.name), self.before.manifest.covers_until
            rows, replaced, changes = with_history(contract, rows, given, versions, self.imported_on, covered)
            tables[contract.name] = pl.concat([rows, replaced])
        if contract.known:
            self.coverage.learn(contract, admitted, recorded["known_at"], rows["known_at"])
        for name, frame in tables.items():
            self.writer.write(name, frame)
        return changes


def import_folder(
    folder: Path,
    home: Path,
    imported_on: date,
    strict: bool = False,
    tick: Tick = silent,
    currency: str | None = None,
    erased: Container[str] = NOBODY,
) -> ImportReport:
    """Admit the tables of `folder` into the lake of `home`, as one snapshot that replaces the current one.

    A row that a later import adds or changes is known from the day of that import, or from the day that the
    file gives; what it said before stays in the lake for the days before. The same files change nothing.

    Refused rows go to `<home>/quarantine/<import>/<table>.csv` with their line and reason; with `strict` they
    raise RowsRefused instead. A file that cannot be read raises a FileRefused, a disk without room DiskFull;
    then nothing is changed. `currency` (ISO 4217) is that of all money in the files. Rows about people in `erased`
    are left out and counted.
    """
    content = look_through(folder)
    require_room(list(content.tables.values()), home)
    with writing(home) as writer:
        intake, taken = (
            _Intake(writer, References(imported_on), imported_on, _current(home), erased),
            list[TableReport | NotRead](),
        )
        for done, (name, file) in enumerate(content.tables.items()):
            tick(done, len(content.tables), f"checking {file.name}")
            taken.append(intake.take(name, file))
        tick(len(content.tables), len(content.tables), "all files checked")
        reports = [entry for entry in taken if isinstance(entry, TableReport)]
        _stop_if(strict, reports)
        days = intake.coverage.days()
        if days is None or not reports[0].admitted:
            raise EmptyFile(f"{reports[0].describe()}\nno employee was admitted", remedy="Correct the file.")
        lake, refused = writer.publish(
            "company", days, imported_on, currency, intake.coverage.known_until(days[1])
        )
    tables = tuple(replace(report, quarantine_file=refused.get(report.name)) for report in reports)
    templates = tuple(entry for entry in taken if isinstance(entry, NotRead))
    return ImportReport(lake, tables, (*content.not_read, *templates), content.feedback)


def _current(home: Path) -> LakeSnapshot | None:
    """The import before, if this home has one of the same kind that can be read."""
    try:
        lake = Lake(home).current()
    except (LakeEmpty, LakeOutdated):
        return None
    return lake if lake.manifest.source == "company" else None


def _stop_if(strict: bool, reports: list[TableReport]) -> None:
    broken = [report for report in reports if report.refused]
    if strict and broken:
        raise RowsRefused(
            "\n".join(report.describe() for report in broken),
            remedy="Nothing was changed. Without --strict the rest is admitted, these rows go to quarantine.",
        )
