"""Files of comments through the command line: redacted, row for row, and every bad file refused with an address."""

import json
from pathlib import Path

import polars as pl
import pytest

from tests.conftest import Place

COMMENTS = [
    "Ask Thandeka, thandeka.d@firm.example, or call 07700 900129.",
    "",
    "🙂🙂",
    "\u200fThe shifts are too long.\u200e",
    "Der Dienstplan kommt immer zu spät.",
    "=SUM(A1) <script>alert(1)</script>",
    "first line\nsecond line, with a comma",
    "x" * 1_000,
    "",
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Comments as CSV and Parquet, and a roster."""
    pl.DataFrame({"text": COMMENTS, "unit": "U1"}).write_csv(tmp_path / "comments.csv")
    pl.DataFrame({"text": [text or None for text in COMMENTS], "score": 3}).write_parquet(
        tmp_path / "comments.parquet"
    )
    (tmp_path / "roster.csv").write_text("name,unit\nThandeka Dlamini,U1\n,U2\n", "utf-8")
    return tmp_path


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_redacting_keeps_rows_order_and_what_is_not_personal(place: Place, folder: Path, ending: str) -> None:
    """One row per input row with row, text and spans only; missing texts stay missing."""
    out = folder / "out.parquet"
    ran = place.run(
        "redact", folder / f"comments.{ending}", "--out", out, "--roster", folder / "roster.csv", "--json"
    )
    assert ran.code == 0, ran.err
    assert ran.json == {
        "rows": 9, "empty": 2, "changed": 1, "found": {"PERSON": 1, "EMAIL": 1, "PHONE": 1}, "out": str(out),
    }  # fmt: skip
    done = pl.read_parquet(out)
    assert done.columns == ["row", "text", "spans"]
    assert done["row"].to_list() == list(range(9))
    assert done["text"].to_list() == [
        "Ask [PERSON], [EMAIL], or call [PHONE].",
        *(text or None for text in COMMENTS[1:]),
    ]
    assert [(COMMENTS[0][span["start"] : span["end"]], span["kind"]) for span in done["spans"][0]] == [
        ("Thandeka", "PERSON"), ("thandeka.d@firm.example", "EMAIL"), ("07700 900129", "PHONE"),
    ]  # fmt: skip
    assert done["spans"][1:].list.len().to_list() == [0] * 8


def test_a_refusal_as_json_is_one_object_without_the_text(place: Place, folder: Path) -> None:
    """With --json a refusal is one object, and no comment is echoed."""
    ran = place.run(
        "redact", folder / "comments.csv", "--out", folder / "x.parquet", "--text-column", "txet", "--json"
    )
    assert json.loads(ran.out)["error"] == "MissingColumn"
    assert "Thandeka" not in ran.out + ran.err
