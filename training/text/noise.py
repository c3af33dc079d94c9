"""How people really type, and of whom: the same comment in lower case, with a slip of the keys, about another person.

Spelling is touched, and who is meant (he or she, one nationality or another), so that every label stays true and none
can hang on whom a comment is about.
"""

import random
import re

_APOSTROPHES = re.compile(r"['’]")
_WORD = re.compile(r"[A-Za-z]{4,}")


_PEOPLE = (
    "he she", "his her", "him her", "himself herself", "mr ms", "sir madam", "man woman", "men women", "male female",
    "guy girl", "guys girls", "boys girls", "father mother", "dad mum", "brother sister", "husband wife",
)  # fmt: skip
_SWAPS = {a: b for pair in map(str.split, _PEOPLE) for a, b in (pair, pair[::-1])}
_GROUPS = (
    (
        "indian",
        "german",
        "polish",
        "nigerian",
        "turkish",
        "filipino",
        "brazilian",
        "chinese",
        "british",
        "irish",
    ),
    ("muslim", "christian", "hindu", "jewish", "sikh", "catholic", "buddhist"),
    ("north", "south", "east", "west"),
)
_KIN = {word: group for group in _GROUPS for word in group}
_PERSON_WORD = re.compile(
    r"\b(?:" + "|".join(sorted({*_SWAPS, *_KIN}, key=len, reverse=True)) + r")\b", re.IGNORECASE
)


def _of_somebody_else(text: str, draw: random.Random) -> str:
    """He for she, one nationality, religion or direction for another: all of them in the comment at once."""

    def other(found: re.Match[str]) -> str:
        word = found[0].lower()
        said = _SWAPS.get(word) or draw.choice(_KIN[word])
        return said.capitalize() if found[0][0].isupper() else said

    return _PERSON_WORD.sub(other, text)


def noisy(text: str, draw: random.Random) -> str:
    """A variant of `text`, drawn from `draw`; about a third of all comments come back unchanged."""
    if draw.random() < 0.50:
        text = _of_somebody_else(text, draw)
    if draw.random() < 0.40:
        text = text.lower()
    if draw.random() < 0.25:
        text = _APOSTROPHES.sub("", text)
    if draw.random() < 0.25:
        text = text.rstrip(".!")
    if draw.random() < 0.05:
        text = text.upper()
    if draw.random() < 0.30:
        text = _with_slip(text, draw)
    return text


def _with_slip(text: str, draw: random.Random) -> str:
    """One word with a letter swapped, dropped or doubled; its first letter stays."""
    words = list(_WORD.finditer(text))
    if not words:
        return text
    word = draw.choice(words)
    at = word.start() + draw.randrange(1, len(word[0]) - 1)
    here, after = text[at], text[at + 1]
    return text[:at] + draw.choice((after + here, after, here + here + after)) + text[at + 2 :]
