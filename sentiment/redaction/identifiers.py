"""Numbers that name a person: staff numbers, health and social-security numbers, accounts, dates of birth."""

from sentiment.redaction.pattern import pattern

_NUMBER_WORD = r"(?:id|ids|no|nr|num|numbers?|code|card|ref|reference|\#|№)\.?"
_LINK = r"(?:\s?(?:is|was|=|:|\#|-|\())?\s?\#?"
_STAFF = (
    r"(?:employee|employees|staff|personnel|personal|badge|worker|payroll|"
    r"emp|employment|pers|clock|user|login|member|membership|"
    r"account|customer|contractor|candidate|student|passport|licen[cs]e|"
    r"driving\slicen[cs]e|permit|visa|mitarbeiter|matrikel)"
)
_HEALTH = (
    r"(?:nhs|health(?:\s(?:card|insurance|number|id))?|insurance|medicare|medicaid|patient|hospital|kvnr|krankenkasse|"
    r"social\ssecurity|ssn|sin|national\sinsurance|nino|ni|tax|tax\sid|"
    r"tin|bsn|pesel|dni|nie|cpf|aadhaar|steuer-id|policy)"
)
_VALUE = r"(?=[\w/ -]{0,20}\d{3})[A-Z]{0,5}[-_/ ]?\d[\dA-Z]*(?:[-/_][\dA-Z]{1,12}){0,3}\b"
_GROUPED = (
    r"(?=(?:[\w-]\s?){0,12}\d)[A-Z]{0,3}\s?\d[\dA-Z]{0,12}(?:[\s-](?=[\dA-Z]{0,"
    r"8}\d)[\dA-Z]{1,10}){0,6}(?:\s[A-Z]\b)?"
)

_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_MONTH_NUMBER = r"(?:0?[1-9]|1[0-2])"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)\.?"
)
_YEAR = r"(?:(?:19|20)\d\d|'?\d\d)"
_BORN_YEAR = r"(?:19[2-9]\d|200\d|201[0-2])"
_DATE = (
    rf"(?:{_DAY}\s?[./-]\s?{_MONTH_NUMBER}\s?[./-]\s?{_YEAR}|{_MONTH_NUMBER}"
    rf"/{_DAY}/{_YEAR}|(?:19|20)\d\d-{_MONTH_NUMBER}-{_DAY}|"
    rf"{_DAY}(?:st|nd|rd|th)?\s(?:of\s)?{_MONTH},?\s{_YEAR}|{_MONTH}\s{_DAY}(?:st|nd|rd|th)?,?\s{_YEAR}|"
    rf"{_DAY}(?:st|nd|rd|th)?\s(?:of\s)?{_MONTH}|{_MONTH}\s{_DAY}(?:st|nd|rd|th)?|{_BORN_YEAR})(?!\d)"
)
_BORN = r"\b(?:born|dob|d\.\s?o\.\s?b\.?|date\sof\sbirth|birth\s?date|birthday|b-day|bday|geb\.|geboren)"

PATTERNS = (
    pattern("ID", rf"\b{_STAFF}\s?{_NUMBER_WORD}{_LINK}(?P<item>{_VALUE})"),
    pattern(
        "ID",
        rf"\b(?:employee|staff|personnel|badge|worker|payroll|emp|pers)\s?{_LINK}"
        rf"(?P<item>(?!(?:19|20)\d\d\b)(?=[\w/-]{{0,12}}\d{{4}})[A-Z]{{0,4}}"
        rf"[-/]?\d[\dA-Z/-]{{3,11}})\b",
    ),
    pattern("ID", rf"\bid(?:\s{_NUMBER_WORD})?(?:\s?(?:is|was|=|:|\#|-))?\s?(?P<item>{_VALUE})"),
    # EMP-10432, e10432, P.10432: letters glued to a long number; not ISO9001 and its like
    pattern(
        "ID",
        r"(?<![\w.-])(?!(?:ISO|EN|DIN|IEC|BS|RFC|HTTP|SAP|COVID|FY|GBP|EUR|"
        r"USD|CHF)[\s_-]?\d)(?:[A-Z]{1,4}[-_.]?\d{4,9}|(?i:emp|id|stf|pers|"
        r"ma|pn)[-_.]?\d{3,9}|[a-z]\d{5,9}|\d{4,8}-[A-Z]{1,2})\b(?![\w-])",
        any_case=False,
    ),
    pattern(
        "ID",
        rf"\b{_HEALTH}\s?(?:{_NUMBER_WORD}|card|id)?\s?{_NUMBER_WORD}?{_LINK}"
        rf"(?P<item>(?=(?:[\w]\W?){{0,6}}\d{{2}})(?=(?:\D{{0,3}}\d){{6}})"
        rf"{_GROUPED})\b",
    ),
    pattern("ID", r"(?<![\w-])(?!000|666|9\d\d)\d{3}[-\s]\d{2}[-\s]\d{4}(?![\w-])"),
    pattern("ID", r"(?<!\w)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\s?\d{2}\s?\d{2}\s?\d{2}\s?[A-D](?!\w)"),
    pattern("ID", r"(?<!\w)[A-Z]\d{9}(?!\w)"),
    pattern("ID", r"(?<!\w)[12]\s?\d{2}\s?(?:0[1-9]|1[0-2])\s?\d{2}\s?\d{3}\s?\d{3}(?:\s?\d{2})?(?!\w)"),
    pattern(
        "ACCOUNT", r"(?<!\w)[A-Z]{2}\d{2}(?:\s?[A-Z0-9]{4}){3,7}(?:\s?[A-Z0-9]{1,3})?(?!\w)", any_case=False
    ),
    pattern(
        "ACCOUNT",
        r"\b(?:iban|account|acct|konto|card|sort\scode)\s?(?:no|nr|number|"
        r"\#)?\.?(?:\s?(?:is|=|:))?\s?(?P<item>(?:[A-Z]{2})?\d[\d -]{4,40}"
        r"\d)\b",
    ),
    pattern("DATE", rf"{_BORN}(?:\s?(?:is|was|on|in|:|=|-|the)){{0,3}}\s?(?P<item>{_DATE})"),
    # A whole date in a year in which today's staff were born needs no keyword.
    pattern(
        "DATE",
        rf"(?<![\d./-])(?:{_DAY}[./-]{_MONTH_NUMBER}[./-]{_BORN_YEAR}|{_MONTH_NUMBER}"
        rf"/{_DAY}/{_BORN_YEAR}|{_BORN_YEAR}-{_MONTH_NUMBER}-{_DAY}|{_DAY}"
        rf"(?:st|nd|rd|th)?\s(?:of\s)?{_MONTH},?\s{_BORN_YEAR}|{_MONTH}\s{_DAY}"
        rf"(?:st|nd|rd|th)?,?\s{_BORN_YEAR})(?![\d-])",
    ),
)
