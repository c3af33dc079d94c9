"""Cells come out of a file exactly as they were written, with the line on which they stand."""

import gzip
from datetime import date, datetime

import polars as pl
import pytest

from data_contracts.errors import EmptyFile, MissingFile, NotATable, NotUtf8
from data_contracts.reading.casting import cast_cells
from data_contracts.reading.csv_file import read_csv
from data_contracts.reading.parquet_file import read_parquet
from data_contracts.reading.table_file import read_table


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_comma_semicolon_and_tab_are_understood(write, delimiter):
    """The delimiter is the one that splits the header into the expected columns."""
    file = write("t.csv", f"a{delimiter}b\n1{delimiter}x y\n")
    assert read_csv(file, ["a", "b"]).frame.rows() == [("1", "x y")]


def test_a_delimiter_inside_names_does_not_confuse(write):
    """A header with commas in its names is still split at its semicolons."""
    file = write("t.csv", "id;pay, gross;pay, net;pay, other\n1;2;3;4\n")
    assert read_csv(file, ["id"]).frame.columns == ["id", "pay, gross", "pay, net", "pay, other"]


def test_a_byte_order_mark_is_no_part_of_the_first_name(write):
    """Excel's UTF-8 export begins with one."""
    assert read_csv(write("t.csv", b"\xef\xbb\xbfa,b\n1,2\n"), ["a"]).frame.columns == ["a", "b"]


def test_nothing_is_trimmed_or_interpreted(write):
    """Spaces, leading zeros and words like NA stay; only an empty cell is missing."""
    file = write("t.csv", 'a,b\n 007 ,NA\n"",null\n-,"x,""y"\n')
    assert read_csv(file, ["a"]).frame.rows() == [(" 007 ", "NA"), (None, "null"), ("-", 'x,"y')]


def test_lines_are_counted_through_empty_ragged_and_broken_rows(write):
    """A cell over two lines, an empty line and rows with too many or few fields do not shift later lines."""
    table = read_csv(write("t.csv", 'a,b\r\n1,2\r\n"x\ny",3\r\n4\r\n\r\n5,6,7\r\n8,9\r\n\r\n\r\n'), ["a"])
    assert table.frame["a"].to_list() == ["1", "x\ny", None, "8"]
    assert table.lines.to_list() == [2, 3, 6, 8]
    assert [(row.line, row.text) for row in table.ragged] == [(5, "4"), (7, "5,6,7")]
    assert table.rows_in == 6


def test_a_header_alone_has_no_rows(write):
    """With or without a line end."""
    assert read_csv(write("t.csv", "a,b"), ["a"]).rows_in == 0
    assert read_csv(write("u.csv", "a,b\n"), ["a"]).frame.columns == ["a", "b"]


def test_gzip_is_unpacked(write):
    """A .csv.gz reads like the file inside; something else under that name is refused."""
    assert read_table(write("t.csv.gz", gzip.compress(b"a,b\n1,2\n")), ["a"]).frame.rows() == [("1", "2")]
    with pytest.raises(NotATable, match="gzip"):
        read_table(write("u.csv.gz", b"a,b\n1,2\n"), ["a"])
    with pytest.raises(NotATable, match="cut short"):
        read_table(write("v.csv.gz", gzip.compress(b"a,b\n" + bytes(range(48, 120)) * 99)[:-12]), ["a"])


@pytest.mark.parametrize("before", [0, 1, 349_525, 700_000])
def test_bytes_that_are_not_utf8_are_found_with_line_and_offset(write, before):
    """The first Latin-1 byte is named exactly, also when it lies megabytes into the file."""
    head = b"a,b\n" + b"1,\n" * before
    with pytest.raises(NotUtf8, match=rf"line {before + 2}, byte offset {len(head)} \(byte 0xFC, 'ü'"):
        read_csv(write("t.csv", head + b"\xfcber,1\n"), ["a"])


def test_a_letter_over_a_chunk_border_is_no_error(write):
    """Two-byte letters are whole wherever the reader cuts the file."""
    text = "a,b\n" + "ü,1\n" * 400_000
    assert read_csv(write("t.csv", text), ["a"]).frame["a"].unique().to_list() == ["ü"]


def test_a_letter_broken_at_a_chunk_border_is_placed_exactly(write):
    """The first half of a letter ends one chunk, and what follows in the next is not its second half."""
    head = b"a,b\n" + b"x" * ((1 << 20) - 5)
    with pytest.raises(NotUtf8, match=rf"line 2, byte offset {len(head)} \(byte 0xC3"):
        read_csv(write("t.csv", head + b"\xc3,1\n"), ["a"])


def test_a_file_cut_inside_a_letter_is_not_utf8(write):
    """A truncated last letter is reported where it begins."""
    with pytest.raises(NotUtf8, match="line 2, byte offset 6"):
        read_csv(write("t.csv", b"a,b\n1,\xc3"), ["a"])


@pytest.mark.parametrize(
    "content",
    [b"%PDF-1.7", b"PK\x03\x04", b'{"a": 1}', b"<html></html>", b"PAR1xx", b"\x1f\x8bxx", b"prose\n"],
)
def test_other_formats_are_named(write, content):
    """A workbook, a PDF, JSON or prose under .csv is told apart from a table."""
    with pytest.raises(NotATable, match=r"t\.csv: (not a CSV table but|line 1 is not a header)"):
        read_csv(write("t.csv", content), ["a"])


def test_a_file_that_is_not_there_is_missing(tmp_path):
    """Both readers say so in the same way."""
    for name in ("t.csv", "t.parquet"):
        with pytest.raises(MissingFile, match="no such file"):
            read_table(tmp_path / name, ["a"])


def test_parquet_cells_read_as_a_csv_would_have_them(tmp_path):
    """Days at midnight become days, whole floats whole numbers, NaN and empty text missing."""
    file = tmp_path / "t.parquet"
    pl.DataFrame(
        {
            "id": [1, 20],
            "day": [datetime(2024, 1, 1), None],
            "moment": [datetime(2024, 1, 1, 8), None],
            "date": [date(2024, 1, 1), None],
            "whole": [3.0, float("nan")],
            "part": [0.5, None],
            "yes": [True, False],
            "text": ["007", ""],
            "gone": pl.Series([None, None], dtype=pl.Null),
            "code": pl.Series(["a", "b"], dtype=pl.Categorical),
        }
    ).write_parquet(file)
    table = read_parquet(file)
    assert table.frame.row(0) == (
        "1", "2024-01-01", "2024-01-01 08:00:00.000000", "2024-01-01", "3", "0.5", "true", "007", None, "a",
    )  # fmt: skip
    assert table.frame.row(1) == ("20", None, None, None, None, None, "false", None, None, "b")
    assert table.lines.to_list() == [1, 2]


def test_parquet_that_is_none_or_not_flat_is_refused(tmp_path, write):
    """Wrong bytes, nothing at all, and a column of lists each have their own words."""
    with pytest.raises(NotATable, match="not readable as Parquet"):
        read_parquet(write("t.parquet", b"a,b\n1,2\n"))
    with pytest.raises(EmptyFile):
        read_parquet(write("u.parquet", b""))
    pl.DataFrame({"a": [[1, 2]]}).write_parquet(tmp_path / "v.parquet")
    with pytest.raises(NotATable, match="column 'a' holds List"):
        read_parquet(tmp_path / "v.parquet")


@pytest.mark.parametrize(
    ("dtype", "good", "bad"),
    [
        (pl.Date(), {"2024-02-29": date(2024, 2, 29)},
         [" 2024-01-05", "2024-01-05 ", "2024-1-5", "2023-02-29", "24-01-05", "2024-01-05T00:00:00", "05/01/2024"]),
        (pl.Float64(), {"1": 1.0, "-0.5": -0.5, "+2e3": 2000.0, ".5": 0.5},
         [" 1", "1 ", "1_000", "1,5", "nan", "inf", "-inf", "1e999", "0x10", "１", "1.2.3"]),
        (pl.Int64(), {"7": 7, "-7": -7, "007": 7}, ["1.0", "1e3", "1_0", " 1", "99999999999999999999"]),
        (pl.Boolean(), {"TRUE": True, "no": False, "1": True, "0": False}, ["t", "2", "yes ", "wahr"]),
    ],
)  # fmt: skip
def test_a_cell_is_read_exactly_or_broken(dtype, good, bad):
    """What Polars alone would guess at (spaces, underscores, short dates) is broken, and nothing else is lost."""
    typed, broken = cast_cells(pl.Series([*good, *bad, None]), dtype)
    assert typed.to_list() == [*good.values(), *[None] * len(bad), None]
    assert broken.to_list() == [False] * len(good) + [True] * len(bad) + [False]


def test_one_column_is_a_table_when_it_is_the_one_that_is_asked_for(write):
    """A list of ids under their column's name is read; one unknown word on the first line is no header."""
    table = read_table(write("ids.csv", "employee_id\nE1\nE2\n"), ["employee_id"])
    assert table.frame["employee_id"].to_list() == ["E1", "E2"]
    with pytest.raises(NotATable, match="header"):
        read_table(write("words.csv", "hello\nE1\n"), ["employee_id"])


def test_lines_that_end_in_a_carriage_return_alone_are_refused(write):
    """An old spreadsheet's file is named as such; a carriage return before the line feed is ordinary."""
    with pytest.raises(NotATable, match="carriage return alone"):
        read_table(write("old.csv", "a,b\r1,2\r3,4\r"), ["a"])
    assert read_table(write("dos.csv", "a,b\r\n1,2\r\n"), ["a"]).frame.rows() == [("1", "2")]
