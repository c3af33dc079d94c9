"""Files of comments through the command line: redacted, row for row, and every bad file refused with an address."""

import json
from pathlib import Path

import polars as pl
import pytest

from sentiment.classifier import SCHEMA
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


@pytest.mark.slow
def test_classifying_has_an_outcome_for_every_text_and_carries_nothing_over(
    place: Place, folder: Path
) -> None:
    """Missing, endless, garbled, foreign, emoji-only, right-to-left and identical texts: a row each, in order."""
    texts = [
        None,
        "",
        "word " * 200_000,
        "\u0001\u0002 qxzvw bkjxq wqpzx vbnmq",
        "🙂🙂",
        "\u200fThe shifts are too long and nobody asks us.\u200e",
        "Der Dienstplan kommt immer zu spät und niemand sagt uns etwas.",
        "123 456",
        *["We get the rota two days before it starts."] * 100,
    ]
    file, out = folder / "odd.parquet", folder / "labels.parquet"
    pl.DataFrame({"text": texts, "employee_id": "E1", "unit": "U1"}).write_parquet(file)
    ran = place.run("classify", file, "--out", out, "--json")
    assert ran.code == 0, ran.err
    labels = pl.read_parquet(out)
    assert ran.json["rows"] == labels.height == len(texts)
    assert labels.columns == list(SCHEMA)
    assert labels["row"].to_list() == list(range(len(texts)))
    unread = (labels["sentiment"] == "not_assessed").to_list()
    assert unread == [True, True, True, True, True, False, True, True, *[False] * 100]
    assert ran.json["not_assessed"] == sum(unread)
    assert labels[8:].drop("row").unique(["sentiment", "p_negative", "p_serious"]).height == 1


@pytest.mark.slow
@pytest.mark.parametrize("command", [("classify",), ("sentiment", "themes")])
def test_a_bad_file_is_refused_before_any_reading(
    place: Place, folder: Path, command: tuple[str, ...]
) -> None:
    """Classifying and looking for themes refuse a file in the words in which redacting does, and write nothing."""
    out = ("--out", folder / "x.parquet") if command == ("classify",) else ()
    ran = place.run(*command, folder / "comments.csv", *out, "--text-column", "txet", "--json")
    assert json.loads(ran.out)["error"] == "MissingColumn"
    assert "Thandeka" not in ran.out + ran.err
    assert not (folder / "x.parquet").exists()


@pytest.mark.slow
def test_themes_of_few_comments_are_none_and_every_comment_is_counted(place: Place, folder: Path) -> None:
    """Below the floor nothing is grouped, and the counts add up to the rows of the file."""
    ran = place.run("sentiment", "themes", folder / "comments.csv", "--json")
    assert ran.code == 0, ran.err
    told = ran.json
    assert told["themes"] == []
    assert told["with_topic"] + told["ungrouped"] + told["not_assessed"] == len(COMMENTS)


@pytest.mark.slow
def test_no_theme_is_named_after_a_person(place: Place, folder: Path) -> None:
    """Themes are looked for in redacted comments: who is mentioned by many never becomes a typical word."""
    about = [f"Thandeka brought the parcel to gate {n}, parcel office was open" for n in range(30)]
    other = [f"It snowed on the {n}. and the birds sang in the tree" for n in range(1, 31)]
    pl.DataFrame({"text": about + other}).write_csv(folder / "many.csv")
    ran = place.run("sentiment", "themes", folder / "many.csv", "--roster", folder / "roster.csv", "--json")
    assert ran.code == 0, ran.err
    assert "thandeka" not in (ran.out + ran.err).lower()
