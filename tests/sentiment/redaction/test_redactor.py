"""Spans, order, odd characters and very long texts."""

import random
from itertools import pairwise

import pytest

from sentiment.redaction.passages import LENGTH, passages
from sentiment.redaction.redactor import Redactor
from sentiment.redaction.span import Span, merged, replaced


def test_spans_count_code_points_of_the_input(redactor: Redactor) -> None:
    """Emoji, combining marks and invisible characters before a find do not shift its span."""
    text = "🙂e\u0301\u200b ask Zoë Nnamdi-Obi (anna@firm.example)"
    redacted = redactor.redact(text)
    assert [(text[span.start : span.end], span.kind) for span in redacted.spans] == [
        ("Zoë Nnamdi-Obi", "PERSON"),
        ("anna@firm.example", "EMAIL"),
    ]
    assert replaced(text, redacted.spans) == redacted.text


def test_overlapping_spans_become_one_of_the_longer_kind() -> None:
    """What overlaps is merged and named after the longer find; ties go to the more telling kind."""
    text = "x" * 40
    spans = [Span(0, 5, "PERSON"), Span(3, 20, "EMAIL"), Span(25, 30, "NUMBER"), Span(25, 30, "PHONE")]
    assert merged(spans, text) == (Span(0, 20, "EMAIL"), Span(25, 30, "PHONE"))


def test_marks_belong_to_their_letter(redactor: Redactor) -> None:
    """No combining mark is left behind to land on a bracket."""
    assert redactor.redact("ask Wrona\u0301\u0300 now").text == "ask [PERSON] now"


def test_direction_marks_stay_and_overrides_are_hidden(redactor: Redactor) -> None:
    """Right-to-left marks are kept; text stored in another order than it is shown is replaced whole."""
    assert redactor.redact("\u200fask anna\u200e now").text == "\u200fask [PERSON]\u200e now"
    assert redactor.redact("ask \u202erebew\u202c now").text == "ask [HIDDEN] now"


def test_half_characters_become_replacement_characters(redactor: Redactor) -> None:
    """A lone surrogate becomes U+FFFD, one for one, and what follows is found at its place."""
    redacted = redactor.redact("a \ud83d b anna")
    assert redacted.text == "a \ufffd b [PERSON]"
    assert redacted.spans == (Span(6, 10, "PERSON"),)


@pytest.mark.parametrize("text", ["", " ", "\n\n", "🙂🙂", "...", "\x00\x07", "\u200b\u200b", "ok"])
def test_texts_without_finds_come_back_unchanged(redactor: Redactor, text: str) -> None:
    """Nothing to find, nothing changed."""
    assert redactor.redact(text).text == text


def test_order_and_gaps_are_kept(redactor: Redactor) -> None:
    """Each text has its answer at its place, None where there was none, also across batches; the tick ends full."""
    texts = [None if at % 7 == 0 else f"ask anna about {at}" for at in range(600)]
    told: list[tuple[int, int]] = []
    done = list(redactor.redact_all(texts, lambda at, total, what: told.append((at, total))))
    expected = [text and text.replace("anna", "[PERSON]") for text in texts]
    assert [redacted and redacted.text for redacted in done] == expected
    assert told[-1] == (600, 600)


def test_batches_and_single_texts_agree(redactor: Redactor) -> None:
    """A text is redacted alike alone and among others."""
    texts = ["Oluwaseun said call 0171 3920028", "no name", "Ask Jiro and write to a@b.example"] * 3
    assert list(redactor.redact_all(texts)) == [redactor.redact(text) for text in texts]


def test_same_comment_a_hundred_times(redactor: Redactor) -> None:
    """A hundred identical comments give a hundred identical answers."""
    done = list(redactor.redact_all(["Anna never listens."] * 100))
    assert {redacted.text for redacted in done if redacted} == {"[PERSON] never listens."}
    assert len(done) == 100


def test_passages_cover_the_text_and_overlap() -> None:
    """Every place is in a passage, no passage is too long, and neighbours share a stretch."""
    dice = random.Random(3)
    for text in ("", "a" * 25_000, " ".join("w" * dice.randrange(1, 30) for _ in range(5_000))):
        pieces = list(passages(text))
        assert pieces[0][0] == 0
        assert pieces[-1][1] == len(text)
        assert all(end - start <= LENGTH for start, end in pieces)
        assert all(after[0] < before[1] for before, after in pairwise(pieces))


def test_items_on_every_place_of_a_long_text_are_found(redactor: Redactor) -> None:
    """Where a long text is cut does not decide what is found."""
    text = " ".join(f"{at} thing then mail person{at}@firm.example again" for at in range(1_000))
    redacted = redactor.redact(text)
    assert redacted.text.count("[EMAIL]") == 1_000


@pytest.mark.slow
@pytest.mark.parametrize("unit", ["a", "1 ", "a@", "Aa ", "one at dot ", "\u0301"])
def test_texts_made_to_be_slow_end(redactor: Redactor, unit: str) -> None:
    """Repetitions that would take a careless expression for ever end, and what lies outside spans is kept."""
    text = unit * (40_000 // len(unit))
    redacted = redactor.redact(text)
    assert replaced(text, redacted.spans) == redacted.text
