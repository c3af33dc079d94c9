"""Judging one table: from text cells to typed rows, each refused row under the first rule that it breaks."""

import polars as pl

from data_contracts.contract import Column, TableContract
from data_contracts.future import refuse_future
from data_contracts.reading.casting import broken_in_words, cast_cells
from data_contracts.reading.table_file import require_columns
from data_contracts.reading.text_table import TextTable
from data_contracts.references import References
from data_contracts.schemas import ValidationDepth, config_context, pa
from data_contracts.sieve import Sieve


def judge(contract: TableContract, table: TextTable, references: References) -> tuple[pl.DataFrame, Sieve]:
    """The admitted rows, in the types and columns of the contract, and the sieve that refused the others.

    Raises MissingColumn. A column that the contract allows to be absent is there, all missing.
    """
    require_columns(table, (column.name for column in contract.columns if column.required))
    sieve = Sieve(table)
    written = table.frame.select(pl.any_horizontal(pl.all().is_not_null())).to_series()
    sieve.refuse(~written, "empty row", "(row)")
    sieve.refuse(_is_header(table), "the header once more", "(row)", "were several files joined into one?")
    frame = _typed(contract, table, sieve)
    for rule in contract.rules:
        sieve.refuse(rule.broken(frame), rule.name, rule.column)
    if references.imported_on is not None:
        refuse_future(contract, frame, references.imported_on, sieve)
    if not contract.repeats:
        sieve.refuse_repeats(frame, contract.key)
    references.judge(contract, frame, sieve)
    admitted = frame.filter(sieve.admits)
    references.learn(contract.name, frame, admitted)
    _prove(contract, admitted)
    return admitted, sieve


def _is_header(table: TextTable) -> pl.Series:
    return table.frame.select(
        pl.all_horizontal(pl.col(name) == name for name in table.frame.columns)
    ).to_series()


def _typed(contract: TableContract, table: TextTable, sieve: Sieve) -> pl.DataFrame:
    cells = []
    for column in contract.columns:
        if column.name in table.frame.columns:
            cells.append(_typed_column(column, table.frame[column.name], sieve))
        else:
            cells.append(pl.Series(column.name, [None] * table.frame.height, dtype=column.dtype))
    return pl.DataFrame(cells)


def _typed_column(column: Column, text: pl.Series, sieve: Sieve) -> pl.Series:
    typed, broken = cast_cells(text, column.dtype)
    if broken.any():
        sieve.refuse(broken, broken_in_words(column.dtype), column.name)
    if not column.nullable:
        sieve.refuse(text.is_null(), "missing", column.name)
    if column.name.endswith("_id"):
        hint = "it was written in another encoding; export the file again as UTF-8"
        sieve.refuse(text.str.contains("\ufffd"), "holds a lost character (U+FFFD)", column.name, hint)
    return typed


def _prove(contract: TableContract, admitted: pl.DataFrame) -> None:
    """The pandera class has the last word: rows that it would not accept never reach the lake."""
    with config_context(validation_depth=ValidationDepth.SCHEMA_AND_DATA):
        try:
            contract.schema.validate(admitted, lazy=True)
        except pa.errors.SchemaErrors as defect:
            raise RuntimeError(
                f"{contract.name}: the sieve let rows through that break the contract"
            ) from defect
