"""Telephone numbers of many countries, extensions, digits in words, and long numbers that could be anything."""

import re
from collections.abc import Iterator

import phonenumbers

from sentiment.redaction.folding import Folded
from sentiment.redaction.pattern import pattern
from sentiment.redaction.span import Span

REGIONS = ("GB", "US", "DE", "FR", "IN", "AU", "ES", "IT", "NL", "PL", "IE", "BR", "ZA", "SE", "TR")
"""Where a number written without a country code is looked up, the likeliest first."""

_CANDIDATE = re.compile(
    r"(?<![\w.,/-])(?:\+\s?|00)?(?:\((?=[^)\n]{1,8}\)))?\+?\d(?:[\s().\-/–]{0,3}\d){6,16}(?![\w%€£$])"
)
_NO_PHONE = re.compile(
    r"""\d{1,2}\s?[./-]\s?\d{1,2}\s?[./-]\s?(?:\d{4}|\d{2})(?:\s?[-–]\s?\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2}))?
    | \d{4}-\d{1,2}-\d{1,2} | (?:19|20)\d\d\s?[-–/]\s?(?:19|20)\d\d          # ISO days, spans of years
    | \d{1,2}[.]\d{2}\s?[-–]\s?\d{1,2}[.]\d{2}                              # times
    | [1-9]\d{0,2}(?:[ ]\d{3})*[ ]000 | [1-9]\d{0,2}(?:\.\d{3})*\.000 | [1-9]\d*\.\d{1,2}   # amounts
    | \d{1,6}\s?[-–/]\s?\d{1,6}(?<!\d{3}-\d{4})                             # ranges; 555-0141 is a number to ring""",
    re.VERBOSE,
)
_RINGS = re.compile(
    r"(?:call|phone|tel|mobile|cell|ring|text|reach|whatsapp|fax|hotline|"
    r"number|handy|sms|contact|dial)\W[^.!?\n]{0,25}$",
    re.I,
)
_LOCAL = re.compile(r"\d{3}[-. ]\d{4}")
_DIGIT_WORD = r"(?:zero|oh|nought|one|two|three|four|five|six|seven|eight|nine|double|triple)"

PATTERNS = (
    pattern(
        "PHONE",
        r"\b(?:ext|extn|extension|durchwahl|dw)\.?:?\s?(?:no\.?\s?|number\s|is\s)?(?P<item>\d{2,6})\b",
    ),
    pattern("PHONE", rf"\b{_DIGIT_WORD}(?:[\s,-]{{1,2}}{_DIGIT_WORD}){{5,14}}\b"),
    # a number cut in two by a word: 0176 then 04069066
    pattern("PHONE", r"(?<!\w)0\d{2,4}\s?(?:then|and|-|/|,)\s?\d{5,8}(?!\w)"),
)


def find_phones(folded: Folded) -> Iterator[Span]:
    """Telephone numbers, and as NUMBER whatever else has seven digits or more and is no day, time, range or amount."""
    for found in _CANDIDATE.finditer(folded.text):
        if not _NO_PHONE.fullmatch(found[0].strip()):
            kind = (
                "PHONE"
                if _is_phone(found[0], folded.text[max(0, found.start() - 40) : found.start()])
                else "NUMBER"
            )
            yield folded.span(*found.span(), kind)
    for each in PATTERNS:
        yield from each.find(folded)


def _is_phone(written: str, before: str) -> bool:
    if written.startswith(("+", "00", "0", "(")) or _LOCAL.fullmatch(written) or _RINGS.search(before):
        return True
    return any(_is_valid(written, region) for region in REGIONS)


def _is_valid(written: str, region: str) -> bool:
    try:
        return bool(phonenumbers.is_valid_number(phonenumbers.parse(written, region)))
    except phonenumbers.NumberParseException:
        return False
