"""E-mail addresses, also spaced out, split over lines or written as words."""

from sentiment.redaction.pattern import pattern

_LABEL = r"[\w-]{1,63}"
_LOCAL = r"(?<![\w.+%-])\w[\w.+%'-]{0,63}"
_AT_SIGN = r"[(\[{<]\s?(?:at|@|ät|a)\s?[)\]}>]"
_DOT_SIGN = r"[(\[{<]\s?(?:dot|punkt|point|\.)\s?[)\]}>]"
_AT = rf"(?:\s?{_AT_SIGN}\s?|\s{{1,3}}at\s{{1,3}}|[-_*]at[-_*])"
_DOT_WORD = rf"(?:\s?{_DOT_SIGN}\s?|\s{{1,3}}(?:dot|punkt)\s{{1,3}}|[-_*]dot[-_*])"
_MAIL_HOSTS = (
    r"(?:gmail|googlemail|outlook|hotmail|live|yahoo|icloud|proton(?:mail)?|gmx|web|aol|mail|yandex|zoho)"
)

PATTERNS = (
    pattern("EMAIL", rf"{_LOCAL}@{_LABEL}(?:\.{_LABEL}){{0,6}}"),
    # anna . weber @ firm . example, and an address broken after the sign
    pattern(
        "EMAIL",
        rf"(?<![\w.])\w[\w+%-]{{0,63}}(?:(?:\.|\s\.\s)[\w+%-]{{1,63}}){{0,4}}"
        rf"\s{{0,3}}@\s{{0,3}}{_LABEL}(?:(?:\.|\s\.\s?){_LABEL}){{1,5}}",
    ),
    # anna dot weber at firm dot example; anna (at) firm.example
    pattern(
        "EMAIL",
        rf"{_LOCAL}(?:{_DOT_WORD}[\w+-]{{1,63}}){{0,3}}{_AT}{_LABEL}(?:\.{_LABEL}"
        rf"){{0,3}}(?:{_DOT_WORD}{_LABEL}){{1,4}}",
    ),
    pattern(
        "EMAIL",
        rf"{_LOCAL}(?:{_DOT_WORD}[\w+-]{{1,63}}){{0,3}}\s?{_AT_SIGN}\s?{_LABEL}"
        rf"(?:\s?\.\s?{_LABEL}){{0,4}}",
    ),
    # anna.weber at firm.example, but not "I work at firm.example"
    pattern(
        "EMAIL",
        rf"(?<![\w.])\w{{1,40}}(?:[._+-]\w{{1,40}}|\d){{1,5}}\s{{1,2}}at\s{{1,2}}"
        rf"{_LABEL}(?:\.{_LABEL}){{1,4}}",
    ),
    pattern("EMAIL", rf"{_LOCAL}\s{{1,2}}at\s{{1,2}}{_MAIL_HOSTS}\.[a-z]{{2,4}}\b"),
    # a n n a @ f i r m . e x a m p l e
    pattern(
        "EMAIL",
        r"(?<!\w)(?:[\w.+-]\s){2,40}@(?:\s?[\w.-](?!\w)){0,60}(?:\s?[\w-]{2,"
        r"63}(?:\s?\.\s?\w{2,63}){1,4})?",
    ),
    pattern(
        "EMAIL",
        rf"(?<!\w)(?:[\w.+-]\s){{2,40}}{_AT_SIGN}(?:\s?[\w.-](?!\w)){{0,60}}"
        rf"(?:\s?{_LABEL}(?:(?:\.|{_DOT_WORD}){_LABEL}){{1,4}})?",
    ),
)
