"""Files of comments: what is read, what is refused and with which words."""

import re
from pathlib import Path

import polars as pl
import pytest

from data_contracts.errors import InputRefused
from data_contracts.progress import silent
from ermine.jobs.texts import classify_file, read_roster, read_texts, redact_file
from sentiment.classifier import SHIPPED


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A good file and many bad ones."""
    pl.DataFrame({"text": ["fine", None, ""], "unit": "U1"}).write_parquet(tmp_path / "good.parquet")
    pl.DataFrame({"text": [1, 2], "many": [["a"], ["b"]]}).write_parquet(tmp_path / "wrong.parquet")
    files = {
        "good.csv": b"text,unit\nfine,U1\n",
        "empty.csv": b"",
        "empty.parquet": b"",
        "binary.csv": b"text,x\n\x00\x01\x02",
        "noise.parquet": bytes(range(256)),
        "latin.csv": "text,x\nä,1\n".encode("latin-1"),
        "broken.csv": b"text,x\nfine,1\nno, quotes, here,2\n",
        "other.csv": b"comment,unit\nfine,U1\n",
        "nobody.csv": b"name,unit\n,U1\n",
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    return tmp_path


@pytest.mark.parametrize(
    ("file", "column", "words"),
    [
        ("nothing.csv", "text", "no such file"),
        ("empty.csv", "text", "empty.csv: the file is empty"),
        ("empty.parquet", "text", "the file is empty"),
        ("binary.csv", "text", "binary data, from byte 7"),
        ("noise.parquet", "text", "not readable as Parquet"),
        ("latin.csv", "text", "not UTF-8 at line 2"),
        ("broken.csv", "text", "more or fewer fields than the header, first at line 3"),
        ("other.csv", "coment", "missing column 'coment' (did you mean 'comment'?)"),
        ("good.parquet", "texts", "missing column 'texts' (did you mean 'text'?)"),
        ("wrong.parquet", "text", "column 'text' holds int64, not text"),
        ("wrong.parquet", "many", "not text"),
    ],
)
def test_a_bad_file_is_refused_with_an_address(folder: Path, file: str, column: str, words: str) -> None:
    """The refusal names the file, what is wrong and what to do, and nothing is written."""
    with pytest.raises(InputRefused) as refusal:
        redact_file(folder / file, column, folder / "out.parquet", None, silent)
    with pytest.raises(InputRefused, match=re.escape(refusal.value.message)):
        classify_file(folder / file, column, folder / "out.parquet", None, SHIPPED, silent)
    assert file in refusal.value.message
    assert words in refusal.value.message
    assert refusal.value.remedy or file == "nothing.csv" or "noise" in file
    assert not (folder / "out.parquet").exists()


def test_a_roster_without_names_is_refused(folder: Path) -> None:
    """A roster needs a column name and a name in it; none at all is fine."""
    assert read_roster(None) == []
    with pytest.raises(InputRefused, match="holds no name"):
        read_roster(folder / "nobody.csv")
    with pytest.raises(InputRefused, match="missing column 'name'"):
        read_roster(folder / "good.csv")


def test_no_input_is_overwritten(folder: Path) -> None:
    """The answer is Parquet and never lands on a file that is read, under another name neither."""
    (folder / "link.parquet").symlink_to(folder / "good.parquet")
    before = (folder / "good.parquet").read_bytes()
    for out in ("good.parquet", "link.parquet"):
        with pytest.raises(InputRefused, match="is a file that is read"):
            redact_file(folder / "good.parquet", "text", folder / out, None, silent)
    with pytest.raises(InputRefused, match="written as Parquet"):
        redact_file(folder / "good.csv", "text", folder / "out.csv", None, silent)
    assert (folder / "good.parquet").read_bytes() == before


def test_every_line_is_a_row(folder: Path) -> None:
    """Missing, empty and blank texts are missing, and as many rows come out as lines went in."""
    (folder / "one.csv").write_text('text\nfine\n\n""\n\n', "utf-8")
    (folder / "two.csv").write_text("text,x\nfine,1\n,2\n,\n", "utf-8")
    assert read_texts(folder / "one.csv", "text").to_list() == ["fine", None, None, None]
    assert read_texts(folder / "two.csv", "text").to_list() == ["fine", None, None]
    assert read_texts(folder / "good.parquet", "text").to_list() == ["fine", None, None]
