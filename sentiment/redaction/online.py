"""Addresses on the web and names on social networks."""

from sentiment.redaction.pattern import pattern

# Endings that no English word after a missing blank looks like ("late.so", "great.team").
_ENDINGS = (
    "com|org|net|edu|gov|info|biz|io|ai|dev|app|example|local|internal|intranet|corp|eu|"
    "uk|de|fr|es|pl|nl|ch|se|dk|fi|ie|pt|cz|ro|hu|gr|tr|ru|ua|cn|jp|kr|sg|hk|tw|ca|au|nz|br|mx|za|ng|ke|ae|il"
)
_NETWORKS = "instagram|insta|twitter|telegram|snapchat|discord|tiktok|linkedin|skype|facebook|mastodon|whatsapp|reddit"

PATTERNS = (
    pattern("URL", r"(?<!\w)(?:https?|hxxps?|ftp)(?:://|\[:\]//)[^\s<>\"']{2,2000}(?<![.,;:!?)\]])"),
    pattern("URL", r"(?<![\w.])www\.[^\s<>\"']{3,2000}(?<![.,;:!?)\]])"),
    pattern(
        "URL",
        rf"(?<![\w@.-])(?:[a-z0-9][a-z0-9-]{{0,62}}\.){{1,5}}(?:{_ENDINGS}"
        rf")(?![\w@-]|\.\w)(?:/[^\s<>\"']{{0,2000}}(?<![.,;:!?)]))?",
    ),
    pattern("HANDLE", r"(?<![\w.@/+-])@[a-z_][\w.]{1,30}(?<!\.)"),
    pattern("HANDLE", r"(?<![\w/])/?u/(?P<item>[\w-]{3,30})"),
    pattern("HANDLE", r"(?<!\w)(?P<item>\w{2,30}\#\d{4})\b"),
    pattern(
        "HANDLE",
        rf"\b(?:{_NETWORKS})\b(?:\s?(?:handle|name|user|account|is|as|at|"
        rf"me|:|=|-|@)){{1,4}}\s?(?P<item>(?=[\w.]{{0,30}}[_.\d])[\w.-]{{3,31}}"
        rf")(?<!\.)",
    ),
)
