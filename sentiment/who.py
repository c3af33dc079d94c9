"""Reading past whom a comment is about: every he, name, nation, faith and region is read as the same stand-in.

No label may hang on who somebody is, and a rule keeps that promise where training only comes near it. Within a text
whoever comes first gets the first stand-in of the kind and the next another one, so that "men earn more than women"
still says that two groups are treated differently; it just reads the same the other way round.

The network sees the text like this in training and in use; nobody else does. The word lists are ours: add to them.
"""

import re

from sentiment.redaction.word_lists import given_names

_HE_AND_SHE = (
    "he she", "him her", "his her", "himself herself", "mr ms", "sir madam", "man woman", "men women", "male female",
    "males females", "boy girl", "boys girls", "guy gal", "lad lass", "lads lasses", "gentleman lady",
    "gentlemen ladies", "father mother", "fathers mothers", "dad mum", "dads mums", "brother sister",
    "brothers sisters", "husband wife", "husbands wives", "son daughter", "sons daughters", "uncle aunt",
    "boyfriend girlfriend", "grandfather grandmother", "foreman forewoman", "chairman chairwoman",
    "salesman saleswoman", "grandson granddaughter", "grandad granny", "businessman businesswoman",
)  # fmt: skip
_NATIONS = """
german french indian polish italian spanish portuguese dutch belgian danish swedish norwegian finnish austrian swiss
czech slovak hungarian romanian bulgarian greek turkish russian ukrainian serbian croatian albanian irish scottish
welsh british english american canadian mexican brazilian argentinian colombian chilean peruvian cuban nigerian
ghanaian kenyan ethiopian somali egyptian moroccan tunisian algerian syrian iraqi iranian afghan pakistani bangladeshi
nepali lankan chinese japanese korean vietnamese thai filipino indonesian malaysian australian jamaican punjabi
tamil telugu marathi bengali gujarati kannadiga malayali african asian european arab latino
"""
_COUNTRIES = """
germany france india poland italy spain portugal belgium denmark sweden norway finland austria switzerland hungary
romania bulgaria greece russia ukraine serbia croatia albania ireland scotland wales britain england canada mexico
brazil argentina colombia chile peru cuba nigeria ghana kenya ethiopia somalia egypt morocco tunisia algeria syria
iraq iran afghanistan pakistan bangladesh nepal china japan korea vietnam thailand indonesia malaysia australia
jamaica punjab kerala bihar gujarat bengal
"""
_FAITHS = "christian muslim hindu jewish sikh catholic protestant buddhist jain mormon orthodox atheist jew"
_BELIEFS = "christians muslims hindus jews sikhs catholics protestants buddhists jains mormons atheists"
_RITES = "church mosque temple synagogue gurdwara"
_DECADES = "twenties thirties forties fifties sixties seventies"
_SIDES = "north south east west"
_PARTS = "northern southern eastern western"
_NATIONALS = """
germans indians italians spaniards belgians danes swedes norwegians finns austrians hungarians romanians bulgarians
greeks turks russians ukrainians serbians croatians albanians poles brits americans canadians mexicans brazilians
nigerians ghanaians kenyans ethiopians somalis egyptians moroccans syrians iraqis iranians afghans pakistanis
bangladeshis koreans filipinos indonesians malaysians australians jamaicans africans asians europeans arabs
"""
_SPELT_ALIKE = {"mrs": "ms", "mom": "mum", "moms": "mums"}

_NAMES = ("anna", "maria", "julia", "laura", "sarah")
_REDACTED = "[PERSON]"
_KINDS = tuple(
    tuple(kind.split())
    for kind in (_NATIONS, _COUNTRIES, _NATIONALS, _FAITHS, _BELIEFS, _RITES, _DECADES, _SIDES, _PARTS)
)
_KIND_OF = {word: kind for kind in _KINDS for word in kind}
_PAIRS = tuple((he, she) for he, she in map(str.split, _HE_AND_SHE))
_MALE = frozenset(he for he, _ in _PAIRS)
_SWAPPED = {she: he for he, she in _PAIRS} | dict(_PAIRS)
_WORD = re.compile(re.escape(_REDACTED) + r"|[^\W\d_]+")
_AGED = re.compile(
    r"\b(young|old)(er\b|est\b|(?=\s+(?:people|persons?|m[ae]n|wom[ae]n|lads?|guys?|ladies|lady|colleagues?|staff"
    r"|employees?|workers?|managers?|leads?|boss(?:es)?|nurses?|drivers?|engineers?|teachers?|members?)\b))",
    re.IGNORECASE,
)
_YEARS = re.compile(r"\b\d\d(?=[ -]years?[ -]olds?\b)|(?<=\baged )\d\d\b", re.IGNORECASE)
_ANY_AGE = "50"
_OF_HERS = re.compile(r"\s+[^\W\d_]")
_TITLE = re.compile(r"\b(?:mr|mrs|ms|dr)\.?\s+$", re.IGNORECASE)


def anyone(text: str) -> str:
    """The text with everybody in it replaced by a stand-in of their kind; the case of each first letter stays."""
    text = _of_any_age(text)
    swap = _a_man_comes_first(text)
    seen: dict[tuple[str, ...], dict[str, str]] = {}

    def stand_in(found: re.Match[str]) -> str:
        word = _folded(found[0])
        if word in _SWAPPED:
            said = _other_sex(word, text[found.end() :]) if swap else word
        elif kind := _kind(found, text):
            met = seen.setdefault(kind, {})
            said = met.setdefault(word, kind[len(met) % len(kind)])
        else:
            return found[0]
        return said.capitalize() if found[0][0].isupper() or said in _NAMES else said

    return _WORD.sub(stand_in, text)


def _of_any_age(text: str) -> str:
    """One number for all ages, and the old before the young."""
    text = _YEARS.sub(_ANY_AGE, text)
    first = _AGED.search(text)
    if first is None or first[1].lower() == "old":
        return text
    return _AGED.sub(lambda found: ("old" if found[1].lower() == "young" else "young") + found[2], text)


def _folded(word: str) -> str:
    return _SPELT_ALIKE.get(word.lower(), word.lower())


def _a_man_comes_first(text: str) -> bool:
    first = next((word for word in map(_folded, _WORD.findall(text)) if word in _SWAPPED), "")
    return first in _MALE


def _other_sex(word: str, after: str) -> str:
    """`her` is `his` before a word and `him` elsewhere."""
    if word == "her":
        return "his" if _OF_HERS.match(after) else "him"
    return _SWAPPED[word]


def _kind(found: re.Match[str], text: str) -> tuple[str, ...] | None:
    """What sort of word about people this is; a name only with a capital, as some names are words elsewhere."""
    word = found[0]
    if word == _REDACTED or (word[0].isupper() and word.lower() in given_names()):
        return _NAMES
    if word[0].isupper() and _TITLE.search(text, max(0, found.start() - 6), found.start()):
        return _NAMES
    return _KIND_OF.get(word.lower())
