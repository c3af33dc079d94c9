"""The people of a roster are found in every form in which a name is typed."""

import unicodedata

import pytest

from sentiment.redaction.redactor import Redactor

NAMED = [
    "Anna Maria Weber-Smith", "anna weber", "ANNA SMITH", "Weber-Smith, Anna", "A. Weber", "a weber", "A. M. Smith",
    "Anna W.", "weber", "annaweber", "anna_weber",
    "aweber", "Jurgen Muller", "juergen mueller", "JÜRGEN", "sinead oconnor",
    "O'Connor", "O’Connor", "kasia", "Bob Haldane", "bob", "maria de la cruz", "M. Cruz", "thandeka", "Dlamini",
    "аnnа wеbеr", "Αnna", "Ａｎｎａ", "4nna", "w3ber", "An\u200bna", "We\u00adber", "a n n a w e b e r", "A.n.n.a",
    "Wrónà", unicodedata.normalize("NFD", "Sinéad"), "Li Wu", "Mark Young", "Will Hope", "M. Young", "W. Hope",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMED, ids=[name.encode("unicode_escape").decode() for name in NAMED])
def test_every_form_of_a_name_is_found(redactor: Redactor, name: str) -> None:
    """Order, case, initials, pet names, marks, look-alikes and hidden letters make no difference."""
    redacted = redactor.redact(f"We told {name} twice already.")
    assert redacted.text == "We told [PERSON] twice already."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It was anna's idea.", "It was [PERSON]'s idea."),
        ("It was Weber’s idea.", "It was [PERSON]’s idea."),
        ("thanks anna,mark it done", "thanks [PERSON],mark it done"),
        ("weber/wrona did it", "[PERSON]/[PERSON] did it"),
        ("ask (kasia)", "ask ([PERSON])"),
    ],
)
def test_sentence_around_a_name_stays_readable(redactor: Redactor, text: str, expected: str) -> None:
    """Possessives, punctuation and brackets around a name are kept."""
    assert redactor.redact(text).text == expected


@pytest.mark.parametrize(
    "text",
    [
        "Thanks [Mark] for the help.", "Ask [Mark] about it.", "[Mark]'s rota is a mess.", "We told [Will] twice.",
        "[Will] said no.", "hi [mark], how are you",
        "THANKS [MARK] FOR THAT", "Mr [Hope] knows.", "I saw [Young] and [Wu] there.",
    ],
)  # fmt: skip
def test_name_that_is_a_word_is_found_where_it_is_meant(redactor: Redactor, text: str) -> None:
    """Case and neighbours say that Will, Mark or Hope is a person."""
    redacted = redactor.redact(text.replace("[", "").replace("]", ""))
    assert redacted.text.count("[PERSON]") == text.count("[")


@pytest.mark.parametrize(
    "text",
    [
        "Will you tell us?", "I will not.", "Mark my words.",
        "We hope for more.", "I hope.", "Hope this helps.", "a young team",
        "bill the client", "Young people leave.", "It left a mark on me.", "WE WILL SEE", "free will and hope",
    ],
)  # fmt: skip
def test_word_that_is_a_name_stays_where_it_is_a_word(redactor: Redactor, text: str) -> None:
    """A roster with Will, Mark and Hope on it does not eat verbs."""
    assert redactor.redact(text).text == text


def test_names_are_found_in_other_languages(redactor: Redactor) -> None:
    """The roster does not depend on the language of the text."""
    assert redactor.redact("Der Chef und jürgen müller reden nie miteinander.").text == (
        "Der Chef und [PERSON] reden nie miteinander."
    )


def test_roster_entries_without_letters_are_harmless() -> None:
    """Blank cells, digits and a bare title on a roster match nothing."""
    text = "The Dr. asked 7 times - really."
    assert Redactor(["", " ", "7", "Dr.", "-"]).redact(text).text == text
