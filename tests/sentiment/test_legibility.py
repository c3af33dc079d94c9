"""What the model may judge, and what it must leave to a person."""

import csv
from importlib.resources import files
from pathlib import Path
from runpy import run_path

import pytest

from sentiment.legibility import GARBLED, NO_WORDS, OTHER_LANGUAGE, why_not_assessed

SENTENCES: dict[str, tuple[str, ...]] = run_path(str(Path(__file__).with_name("other_languages.py")))[
    "SENTENCES"
]


def authored() -> list[str]:
    """The comments that ship with the sample company."""
    with files("ermine.sample").joinpath("authored_comments.csv").open(encoding="utf-8") as stream:
        return [row["text"] for row in csv.DictReader(stream)]


def test_english_comments_are_assessed() -> None:
    """Of the authored comments with three words or more, at least 99 in 100 are assessed."""
    texts = [text for text in authored() if len(text.split()) >= 3]
    kept = sum(why_not_assessed(text) is None for text in texts)
    assert kept >= 0.99 * len(texts)


def test_short_english_is_not_lost() -> None:
    """One and two words of English are assessed, abbreviations and shouting too."""
    short = [text for text in authored() if len(text.split()) < 3]
    short += [
        "ok",
        "great boss",
        "idk tbh",
        "PAY",
        "Bad.",
        "luv it",
        "overworked!!",
        "no wfh",
        "gr8 team",
        "hmm",
    ]
    assert [text for text in short if why_not_assessed(text)] == []


def test_other_languages_are_recognised() -> None:
    """At least 90 in 100 sentences of five words or more in other languages are not assessed."""
    sentences = [text for texts in SENTENCES.values() for text in texts]
    found = [text for text in sentences if why_not_assessed(text) == OTHER_LANGUAGE]
    assert len(sentences) >= 60
    assert len(found) >= 0.9 * len(sentences), sorted(set(sentences) - set(found))


@pytest.mark.parametrize(
    "text",
    ["qwrtzp sdfghj xcvbnm", "asdkjh aksjdh kajshd qwpoei", "sdfghjkl", "aaaaaaaaaa", "hjkl hjkl hjkl hjkl"],
)
def test_keyboard_mash_is_garbled(text: str) -> None:
    """Letters that are no language are named as such."""
    assert why_not_assessed(text) == GARBLED


@pytest.mark.parametrize(
    "text", [None, "", "  \n", "12345 / 10", "🙂🙂🎉", "...?!", "\u200f\u200e", "\x00\x01\x02"]
)
def test_texts_without_words(text: str | None) -> None:
    """Missing, empty, emoji only, digits only and invisible characters hold no words."""
    assert why_not_assessed(text) == NO_WORDS


@pytest.mark.parametrize(
    "text",
    [
        "\u200fThe shifts are too long and nobody asks us.\u200e",
        "The shi\u200bfts are too lo\u00adng and nobo\u200bdy asks us.",
        "Ｔｈｅ ｓｈｉｆｔｓ ａｒｅ ｔｏｏ ｌｏｎｇ",
        "THE SHIFTS ARE TOO LONG AND NOBODY ASKS US",
        "sooooo tired of this, pls hire more ppl",
    ],
)
def test_dressed_up_english_is_assessed(text: str) -> None:
    """Direction marks, invisible and wide characters, shouting and chat spelling do not hide English."""
    assert why_not_assessed(text) is None


def test_a_megabyte_is_judged_by_its_start() -> None:
    """A very long text is judged as its first part is."""
    assert why_not_assessed("The shifts are too long. " * 40_000) is None
    assert why_not_assessed("Der Dienstplan kommt immer viel zu spät. " * 25_000) == OTHER_LANGUAGE
