"""Whom a comment is about is read as a stand-in: the same whoever it is, and still two where there are two."""

import pytest

from sentiment.who import anyone


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("He says his team helped him.", "She says her team helped her."),
        ("Ask Tariq or Greta.", "Ask Wendy or Rohit."),
        ("Ask [PERSON].", "Ask Sipho."),
        ("Mr. Featherstone is late", "Mrs. Quartermain is late"),
        ("my husband and my dad", "my wife and my mum"),
        ("A Polish crew and an Irish one", "A Kenyan crew and an Greek one"),
        ("Muslim colleagues in the north", "Hindu colleagues in the south"),
        ("They moved to Kerala", "They moved to Norway"),
        ("the younger staff tell the older staff", "the older staff tell the younger staff"),
        ("She is a 58-year-old trainee", "He is a 19-year-old trainee"),
        ("men get more than women", "women get more than men"),
    ],
)
def test_two_texts_that_differ_in_who_are_one_text(one: str, other: str) -> None:
    """Names, titles, pronouns, kin, nations, faiths, regions, countries and ages."""
    assert anyone(one) == anyone(other)


def test_two_different_ones_stay_two() -> None:
    """That one group is treated unlike another is what the comment says."""
    read = anyone(
        "Men earn more than women, Ravi and Olga say, and the Danish lead agrees with the Thai one."
    )
    assert (
        read
        == "Women earn more than men, Anna and Maria say, and the German lead agrees with the French one."
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The old machine is slow.",
        "May I ask, will it rain?",
        "nice place to work",
        "🙂 ok",
        "\u200fno\u200e",
    ],
)
def test_what_names_nobody_stays_as_it_is(text: str) -> None:
    """Everything else is read as written."""
    assert anyone(text) == text


def test_her_becomes_his_or_him() -> None:
    """English says `her` for two words that it tells apart for a man."""
    assert anyone("He gave her a book and her boss one") == "She gave his a book and his boss one"
    assert anyone("He thanked her.") == "She thanked him."
