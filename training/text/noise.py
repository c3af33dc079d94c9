"""How people really type: the same comment in lower case, without apostrophes, with a slip of the keys.

Only spelling is touched, never a word's presence, so that every label stays true.
"""

import random
import re

_APOSTROPHES = re.compile(r"['’]")
_WORD = re.compile(r"[A-Za-z]{4,}")


def noisy(text: str, draw: random.Random) -> str:
    """A variant of `text`, drawn from `draw`; about a third of all comments come back unchanged."""
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
