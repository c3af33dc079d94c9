"""From text to a type, cell by cell: what does not parse exactly is broken, never guessed."""

import polars as pl

_SHAPES: dict[pl.DataType, str] = {
    pl.Date(): r"^\d{4}-\d{2}-\d{2}$",
    pl.Float64(): r"^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$",
    pl.Int64(): r"^[+-]?\d+$",
}
_WORDS: dict[pl.DataType, str] = {
    pl.Date(): "not an ISO date (YYYY-MM-DD)",
    pl.Float64(): "not a number",
    pl.Int64(): "not a whole number",
    pl.Boolean(): "not true or false",
}
_TRUE, _FALSE = ["true", "yes", "1"], ["false", "no", "0"]


def broken_in_words(dtype: pl.DataType) -> str:
    """The rule that a cell breaks which is not of this type."""
    return _WORDS[dtype]


def cast_cells(text: pl.Series, dtype: pl.DataType) -> tuple[pl.Series, pl.Series]:
    """The cells in their type, and which of them were written but could not be read.

    Dates are ISO, numbers have a decimal point, yes/no is true/false, yes/no or 1/0 in any case. Polars alone
    would take `1_000`, ` 2024-01-05` and `2024-1-5`, so the shape of the text is checked first.
    """
    typed = _read(text, dtype)
    return typed, text.is_not_null() & typed.is_null()


def _read(text: pl.Series, dtype: pl.DataType) -> pl.Series:
    if dtype == pl.String:
        return text
    if dtype == pl.Boolean:
        return _read_bool(text)
    shaped = text.set(~text.str.contains(_SHAPES[dtype]), None)
    if dtype == pl.Date:
        return shaped.str.to_date("%Y-%m-%d", strict=False)
    typed = shaped.cast(dtype, strict=False)
    return typed.set(typed.is_infinite(), None) if dtype == pl.Float64 else typed


def _read_bool(text: pl.Series) -> pl.Series:
    low = text.str.to_lowercase()
    frame = pl.DataFrame({"low": low})
    is_true, is_false = pl.col("low").is_in(_TRUE), pl.col("low").is_in(_FALSE)
    return frame.select(pl.when(is_true).then(True).when(is_false).then(False).alias(text.name)).to_series()
