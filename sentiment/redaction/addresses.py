"""Postal addresses: a number and a street in the order of several countries, with what follows it."""

from sentiment.redaction.pattern import pattern

_UK_POSTCODE = r"[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b"
_STREET = (
    "Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Close|Court|Ct|Way|"
    "Square|Sq|Place|Terrace|Crescent|Gardens|Grove|Mews|"
    "Boulevard|Blvd|Parkway|Pkwy|Highway|Row|Walk|Hill|Rise|Quay|Circle|Cres|Trail|Alley"
)
_NAME = r"[A-Z][\w'-]{1,30}"
_TAIL = (
    rf"(?:,?\s(?:Apt|Apartment|Flat|Unit|Suite|No)\.?\s?\#?\w{{1,5}})?"
    rf"(?:,?\s(?:\d{{4,6}}\s{_NAME}|{_NAME}(?:\s{_NAME})?,?\s(?:[A-Z]{{2}}"
    rf"\s\d{{5}}|{_UK_POSTCODE})|{_UK_POSTCODE})|,\s{_NAME})?"
)
_HOUSE = r"(?<![\w.,/-])\d{1,5}[A-Za-z]?(?:\s?[-/]\s?\d{1,5}[A-Za-z]?)?"

PATTERNS = (
    pattern(
        "ADDRESS",
        rf"(?:(?:Flat|Apt|Apartment|Unit|Suite)\.?\s?\w{{1,5}},?\s)?{_HOUSE}"
        rf",?\s(?:{_NAME}\s){{1,4}}(?:{_STREET})\b\.?{_TAIL}",
        any_case=False,
    ),
    # 14 maple street, typed without capitals; not "2 miles down the road", "3 times my way"
    pattern(
        "ADDRESS",
        r"(?<![\w.,/-])\d{1,4}[a-z]?\s(?:(?!the|a|of|our|my|this|that|down|"
        r"per|in|on|hours?|days?|times?|years?|minutes?|miles?|km|people|"
        r"other|more|way|old|new|main\broad)[a-z'-]{3,20}\s){1,2}(?:street|"
        r"road|avenue|lane|crescent|terrace|boulevard|drive)\b(?!\s(?:works|"
        r"closures?|trips?))",
    ),
    pattern(
        "ADDRESS",
        rf"\b[A-Z][a-z-]{{2,30}}(?:strasse|str\.|weg|platz|allee|gasse|damm|"
        rf"ufer|ring)\s\d{{1,4}}\s?[a-z]?\b{_TAIL}",
        any_case=False,
    ),
    pattern(
        "ADDRESS",
        rf"\b(?:[A-Z][a-z]{{1,20}}[\s-]){{1,3}}(?:Strasse|Str\.|Weg|Platz|"
        rf"Allee|Gasse)\s\d{{1,4}}[a-z]?\b{_TAIL}",
        any_case=False,
    ),
    pattern(
        "ADDRESS",
        rf"\b[A-Z][a-z]{{2,30}}(?:straat|laan|gracht|plein|kade|gatan|vagen|"
        rf"gata|vej|gade|veien)\s\d{{1,4}}\s?[a-zA-Z]?\b{_TAIL}",
        any_case=False,
    ),
    pattern(
        "ADDRESS",
        rf"{_HOUSE},?\s(?:bis\s)?(?:rue|avenue|boulevard|place|chemin|allee|"
        rf"quai|impasse)\s(?:(?:de|du|des|la|le|les|d'|l')\s?){{0,3}}{_NAME}"
        rf"(?:[\s-]{_NAME}){{0,3}}{_TAIL}",
        any_case=False,
    ),
    pattern(
        "ADDRESS",
        rf"\b(?:[Cc]alle|[Aa]venida|Av\.|[Vv]ia|[Vv]iale|[Pp]iazza|[Rr]ua|"
        rf"[Pp]laza|[Pp]aseo|[Cc]arrer|[Uu]l\.|[Uu]lica|[Aa]l\.|[Cc]orso)"
        rf"\s(?:(?:de|del|della|dei|da|do|dos|la|las|los|di)\s){{0,3}}{_NAME}"
        rf"(?:\s{_NAME}){{0,3}},?\s(?:no?\.?\s?)?\d{{1,4}}[A-Za-z]?(?:/\d{{1,4}}"
        rf")?\b{_TAIL}",
        any_case=False,
    ),
    pattern("ADDRESS", rf"(?<!\w){_UK_POSTCODE}", any_case=False),
    pattern(
        "ADDRESS",
        r"(?<!\w)(?:A[LKZR]|C[AOT]|DE|FL|GA|HI|I[DLNA]|K[SY]|LA|M[EDAINSOT]|"
        r"N[EVHJMYCD]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[TA]|W[AVIY])\s\d{5}(?:-\d{4}"
        r")?\b",
        any_case=False,
    ),
    pattern("ADDRESS", r"\bP\.?\s?O\.?\s?Box\s\d{1,8}\b"),
    pattern(
        "ADDRESS",
        r"\b(?:live|lives|living|moved|address\sis|flat|apartment|room|apt)"
        r"\s(?:at|in|to|on|is)?\s?(?P<item>(?:flat|apartment|apt\.?)\s\d{1,"
        r"4}[a-z]?)\b",
    ),
)
