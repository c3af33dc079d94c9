"""Comments with planted personal items, all invented: authored comments as carriers, one sentence planted in each."""

import csv
import random
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files

import phonenumbers

PERSONAL_ROWS = frozenset((
    6, 19, 27, 45, 46, 62, 91, 110, 114, 115, 121, 125, 152, 166, 217, 230, 232, 239, 247, 251, 254, 277, 280,
    283, 308, 357, 358, 365, 366, 378, 433, 447, 504, 512, 521, 526, 544, 545, 558, 561, 592, 611, 612, 641,
    674, 699, 707, 752, 781, 782, 786, 808, 818, 846, 856, 858, 860, 868, 871, 874,
))  # fmt: skip
"""Rows of the authored comments (the first is 1) that were written with names, mails or numbers in them."""
NAMED_ROWS = frozenset((115, 301, 313, 374, 403, 484, 596, 644, 679, 721, 873))
"""Further rows that a reading showed to hold an invented first name or an extension."""

ROSTER = (
    "Radoslav Tench-Ibarra", "Oluwaseun Balcombe", "Jarmila Quillfeather", "Vikram Petrascu",
    "Zsófia Kőszegi", "Jürgen Müller", "Sinéad O'Connor", "Katarzyna Wrona", "María de la Cruz Ortega",
    "Nguyễn Thị Lan", "Li Wu", "Mei-Ling Abernethy", "William Hope", "Mark Young", "Grace King", "Rose Grant",
    "Will Baker", "May Fields", "Elizabeth Corvane", "Robert Haldane", "Margaret Thornquist",
    "Aleksander Wiśniewski", "Søren Kjærgaard", "Łukasz Żak", "Anselm Dowd-Keita", "Ebo Mensah",
    "Chiamaka Okonkwo", "Yetunde Adeyemi", "Ahmed El-Sayed", "Joaquim dos Santos", "Catherine McAllister",
    "Thandeka Dlamini", "Ottoline Fairbrass", "Johannes van der Berg", "Priya Raghunathan", "Michael Jones",
    "Jennifer Miller", "Daniel Bishop", "Alexandra Stone", "Timothy Wood", "Bernadette Achterberg",
    "Hiroshi Nakagawa", "Ludo Ravensholm", "Imani Okwuosa",
)  # fmt: skip
STRANGERS = (
    "Perpetua Lindgren", "Ingeborg Taplow", "Solvei Brankovic", "Theodric Blenkarn", "Feodora Lindqvist",
    "Emeka Nwosu", "Rafaela Mota", "Hollis Varga", "Kofi Asante", "Bashir Rahmani", "Marit Solvang",
    "Tomek Zielinski", "Sergio Pacheco", "Gunvor Eide", "Lorcan Petty", "Amara Voss", "Dorothea Falk",
    "Nkechi Obi", "Quentin Harrow", "Svetlana Morozova", "Ewan Strand", "Milica Jovanovic", "Sarah Whitcombe",
    "John Penhaligon", "Kevin Braithwaite", "Fatima Zahra", "Peter Novak", "Deepak Chaudhari",
    "Linda Osborne", "Augustin Morel",
)  # fmt: skip
_TELLING = (
    "Please ask {} about it.", "It was {} who said so in front of everyone.", "I told {} twice already.",
    "Thanks to {} we got it done.", "Since {} took over nothing works.",
    "You can check with {} if you doubt it.", "Everybody here knows how {} talks to people.",
    "Without {} I would have left.", "The one who decides is {}, sadly.",
    "Yesterday {} shouted at the new one.",
)  # fmt: skip


@dataclass(frozen=True)
class Planted:
    """A comment, the item planted in it, where it stands (code points), and what sort of item it is."""

    text: str
    start: int
    end: int
    sort: str


def clean_comments() -> list[str]:
    """The authored comments that hold nobody's name, mail or number."""
    with files("ermine.sample").joinpath("authored_comments.csv").open(encoding="utf-8") as stream:
        rows = [row["text"] for row in csv.DictReader(stream)]
    return [text for at, text in enumerate(rows, 1) if at not in PERSONAL_ROWS | NAMED_ROWS]


def planted_comments(count: int, seed: int) -> list[Planted]:
    """So many comments with one planted item each, every sort equally often; one seed, identical comments."""
    dice, carriers = random.Random(seed), clean_comments()
    sorts = sorted(SORTS)
    return [_plant(dice, dice.choice(carriers), sorts[at % len(sorts)]) for at in range(count)]


def _plant(dice: random.Random, carrier: str, sort: str) -> Planted:
    frame, item = SORTS[sort](dice)
    sentence = frame.format(item)
    before = f"{carrier.rstrip()} " if dice.random() < 0.6 else ""
    after = "" if before else f" {carrier}"
    if before and before.rstrip()[-1] not in ".!?":
        before = before.rstrip() + ". "
    start = len(before) + frame.index("{}")
    return Planted(before + sentence + after, start, start + len(item), sort)


Item = Callable[[random.Random], tuple[str, str]]


def _of(frames: tuple[str, ...], item: Callable[[random.Random], str]) -> Item:
    return lambda dice: (dice.choice(frames), item(dice))


def _digits(dice: random.Random, count: int) -> str:
    return "".join(str(dice.randrange(10)) for _ in range(count))


def _first_last(dice: random.Random, people: tuple[str, ...] = ROSTER) -> tuple[str, str]:
    first, *rest = dice.choice(people).split()
    return first, " ".join(rest)


_UNMISTAKABLE = tuple(
    name
    for name in ROSTER
    if name
    not in ("William Hope", "Mark Young", "Grace King", "Rose Grant", "Will Baker", "May Fields", "Li Wu")
)
_LOOK_ALIKES = str.maketrans("aeopcxyiAEOPCXBHKMT", "аеорсхуіАЕОРСХВНКМТ")
_NICKNAMES = (
    ("Elizabeth", "Liz"),
    ("Robert", "Bob"),
    ("Margaret", "Peggy"),
    ("Katarzyna", "Kasia"),
    ("Catherine", "Cathy"),
    ("Michael", "Mike"),
    ("Jennifer", "Jen"),
    ("Daniel", "Danny"),
    ("Timothy", "Timmy"),
    ("Aleksander", "Olek"),
)[:9]


def _roster_form(dice: random.Random) -> str:
    first, last = _first_last(dice, _UNMISTAKABLE)
    return dice.choice(
        (
            f"{first} {last}",
            f"{first} {last}".lower(),
            f"{first} {last}".upper(),
            first,
            first.lower(),
            last,
            last.lower(),
            f"{last}, {first}",
            f"{first[0]}. {last}",
            f"{first[0].lower()} {last.lower()}",
            f"{first} {last[0]}.",
            f"Mr {last}",
            f"ms. {last.lower()}",
            f"{first}{last}".replace(" ", "").lower(),
            f"{first}_{last}".lower(),
        )
    )


def _disguised(dice: random.Random) -> str:
    first, last = _first_last(dice, _UNMISTAKABLE)
    name = dice.choice((f"{first} {last}", first, last))
    plain = "".join(
        letter for letter in unicodedata.normalize("NFD", name) if not unicodedata.combining(letter)
    )
    wide = "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in plain)
    return dice.choice(
        (
            name.translate(_LOOK_ALIKES),
            name.lower().translate(_LOOK_ALIKES),
            wide,
            plain,
            plain.lower(),
            unicodedata.normalize("NFD", name),
            "\u200b".join(name),
            f"{name[:2]}\u00ad{name[2:]}",
            "\u2060".join(name),
        )
    )


def _email(dice: random.Random) -> str:
    first, last = (part.lower().replace(" ", "").replace("'", "") for part in _first_last(dice, STRANGERS))
    host = dice.choice(
        ("firm.example", "quickpost.example", "mailmeadow.co.uk", "gmail.com", "post-box.de", "web.pl")
    )
    return f"{first}{dice.choice(('.', '_', ''))}{last}{dice.choice(('', '77'))}@{host}"


def _masked_email(dice: random.Random) -> str:
    local, host = _email(dice).split("@")
    name = local.replace(".", " dot ").replace("_", "")
    words = host.replace(".", " dot ")
    return dice.choice(
        (
            f"{name} at {words}",
            f"{local} (at) {host}",
            f"{local}[at]{host.replace('.', '[dot]')}",
            f"{local} (at) {host.replace('.', ' (dot) ')}",
            f"{local} @ {host}",
            " ".join(f"{local}@{host}"),
            f"{' '.join(local)} @ {host}",
            f"{local}@\n{host}",
            f"{local}<at>{host}",
            f"{local} {{at}} {host}",
            f"{local.replace('.', ' . ')} @ {host.replace('.', ' . ')}",
            f"{local.upper()} AT {words.upper()}",
        )
    )


_COUNTRIES = (
    "GB",
    "US",
    "DE",
    "FR",
    "IN",
    "AU",
    "ES",
    "IT",
    "NL",
    "PL",
    "IE",
    "BR",
    "ZA",
    "SE",
    "TR",
    "CH",
    "AT",
    "PT",
    "CZ",
    "RO",
    "NG",
    "KE",
    "PH",
    "MX",
    "JP",
    "SG",
    "UA",
    "NO",
    "FI",
    "GR",
)


def _phone(dice: random.Random) -> str:
    kind = dice.choice((phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE))
    number = phonenumbers.example_number_for_type(dice.choice(_COUNTRIES), kind)
    form = dice.choice(
        (
            phonenumbers.PhoneNumberFormat.INTERNATIONAL,
            phonenumbers.PhoneNumberFormat.NATIONAL,
            phonenumbers.PhoneNumberFormat.E164,
        )
    )
    written = phonenumbers.format_number(number, form)
    return dice.choice(
        (written, written, written.replace(" ", "-"), written.replace("+", "00"), written.replace(" ", "."))
    )


def _staff_id(dice: random.Random) -> str:
    letters = dice.choice(("E", "EMP-", "emp", "P.", "MA", "HR-", "S", "stf_", "W-"))
    return letters + _digits(dice, dice.randrange(5, 8))


_STREETS = ("Maple", "Church Lane End", "Saint Mary's", "Old Mill", "Kingfisher", "Windsor", "Lower Bridge")
_PLACES = ("Leeds LS1 4AB", "Springfield, IL 62704", "Bristol", "Manchester M13 9PL", "")


def _address(dice: random.Random) -> str:
    number, street = dice.randrange(2, 240), dice.choice(_STREETS)
    ending = dice.choice(("Street", "Road", "Avenue", "Lane", "Drive", "St", "Rd", "Close", "Crescent"))
    place = dice.choice(_PLACES)
    return dice.choice(
        (
            f"{number} {street} {ending}{', ' + place if place else ''}",
            f"Flat 3, {number}a {street} {ending}",
            f"{number} maple {dice.choice(('street', 'road', 'avenue'))}",
            f"Lindenstraße {number}, 10969 Berlin",
            f"Am Alten Weg {number}",
            f"{number} rue de la Fontaine, 75011 Paris",
            f"Calle de Alcalá {number}",
            f"Via Garibaldi {number}, 20121 Milano",
            f"Keizersgracht {number}",
            f"ul. Długa {number}",
            f"{number}-{number + 2} High Street",
            f"PO Box {number}7",
        )
    )


def _birth(dice: random.Random) -> str:
    year, month, day = dice.randrange(1955, 2006), dice.randrange(12), dice.randrange(1, 29)
    name = (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    )[month]
    return dice.choice(
        (
            f"{day:02}/{month + 1:02}/{year}",
            f"{day}.{month + 1}.{year}",
            f"{year}-{month + 1:02}-{day:02}",
            f"{day} {name} {year}",
            f"{name} {day}, {year}",
            f"{day}th of {name} {year}",
            f"{day:02}.{month + 1:02}.{year % 100:02}",
            f"{day} {name[:3]} {year}",
        )
    )


def _nhs(dice: random.Random) -> str:
    while True:
        nine = _digits(dice, 9)
        check = (11 - sum(int(digit) * (10 - at) for at, digit in enumerate(nine)) % 11) % 11
        if check < 10 and nine[0] != "0":
            return f"{nine[:3]} {nine[3:6]} {nine[6:]}{check}"


def _health(dice: random.Random) -> tuple[str, str]:
    return dice.choice(
        (
            ("My NHS number is {}.", _nhs(dice)),
            ("NHS no. {}, in case you need it.", _nhs(dice).replace(" ", "")),
            (
                "My social security number {} was in the mail.",
                f"{dice.randrange(100, 600)}-{dice.randrange(10, 99)}-{dice.randrange(1000, 9999)}",
            ),
            (
                "They printed my SSN {} on the list.",
                f"{dice.randrange(100, 600)}-{dice.randrange(10, 99)}-{dice.randrange(1000, 9999)}",
            ),
            ("Insurance number: {}.", f"A{_digits(dice, 9)}"),
            (
                "The national insurance no is {}.",
                f"AB {_digits(dice, 2)} {_digits(dice, 2)} {_digits(dice, 2)} C",
            ),
            ("health card {} was lost by HR.", f"{_digits(dice, 4)}-{_digits(dice, 3)}-{_digits(dice, 3)}"),
            ("Medicare no {} please.", f"2{_digits(dice, 3)} {_digits(dice, 5)} {_digits(dice, 1)}"),
        )
    )


def _iban(dice: random.Random) -> str:
    country, account = dice.choice(
        (
            ("DE", _digits(dice, 18)),
            ("GB", "WEST" + _digits(dice, 14)),
            ("NL", "ABNA" + _digits(dice, 10)),
            ("FR", _digits(dice, 23)),
        )
    )
    number = int("".join(str(int(letter, 36)) for letter in f"{account}{country}00"))
    plain = f"{country}{98 - number % 97:02}{account}"
    return dice.choice((plain, " ".join(plain[at : at + 4] for at in range(0, len(plain), 4))))


def _card(dice: random.Random) -> str:
    fifteen = "4" + _digits(dice, 14)
    doubled = [int(digit) * (2 if at % 2 == 0 else 1) for at, digit in enumerate(fifteen)]
    check = -sum(value // 10 + value % 10 for value in doubled) % 10
    plain = f"{fifteen}{check}"
    return dice.choice(
        (
            plain,
            " ".join(plain[at : at + 4] for at in range(0, 16, 4)),
            "-".join(plain[at : at + 4] for at in range(0, 16, 4)),
        )
    )


def _url(dice: random.Random) -> str:
    who = dice.choice(STRANGERS).split()[1].lower()
    return dice.choice(
        (
            f"https://www.{who}.example/me?id={_digits(dice, 4)}",
            f"www.{who}-family.co.uk",
            f"http://intranet.local/people/{who}",
            f"{who}.com/about",
            f"linkedin.com/in/{who}",
        )
    )


def _handle(dice: random.Random) -> tuple[str, str]:
    who = dice.choice(STRANGERS).split()[0].lower()
    return dice.choice(
        (
            ("Follow me, {}, there.", f"@{who}_{_digits(dice, 2)}"),
            ("My insta is {} if you want pictures.", f"{who}.{_digits(dice, 2)}x"),
            ("On reddit I am {} by the way.", f"u/{who}{_digits(dice, 3)}"),
            ("discord {}, write me.", f"{who}#{_digits(dice, 4)}"),
        )
    )


_CALLING = (
    "Call me on {} after five.",
    "My number is {}.",
    "You reach me under {}, thanks.",
    "New phone: {}",
    "{} is my private line.",
)
_WORDY = (
    "Ask {} first.",
    "I said it to {} already.",
    "The rota by {} is a mess.",
    "Nobody but {} helped me.",
    "Our lead {} never listens.",
)

SORTS: dict[str, Item] = {
    "roster: usual forms": _of(_TELLING, _roster_form),
    "roster: possessive": _of(
        ("We all wait for {}'s answer.", "It is {}'s fault, again.", "I like {}’s way of leading."),
        lambda dice: dice.choice(_first_last(dice, _UNMISTAKABLE)),
    ),
    "roster: nickname": _of(
        _TELLING, lambda dice: (lambda nick: dice.choice((nick, nick.lower())))(dice.choice(_NICKNAMES)[1])
    ),
    "roster: look-alike or hidden letters": _of(_TELLING, _disguised),
    "roster: name that is a word": _of(
        _WORDY,
        lambda dice: dice.choice(
            (
                "Will",
                "Mark",
                "Grace",
                "Rose",
                "Hope",
                "May",
                "Mark Young",
                "Will Baker",
                "Grace King",
                "M. Young",
                "Li Wu",
            )
        ),
    ),
    "stranger: full name": _of(_TELLING, lambda dice: dice.choice(STRANGERS)),
    "stranger: first or titled": _of(
        _TELLING,
        lambda dice: (
            lambda first, last: dice.choice(
                (first, f"Mr {last}", f"Mrs. {last}", f"Dr {last}", f"{first} {last[0]}.")
            )
        )(*_first_last(dice, STRANGERS)),
    ),
    "e-mail": _of(("Write to {} please.", "My mail: {}", "{} bounces."), _email),
    "e-mail: masked or split": _of(("Write to {} please.", "My mail: {}", "Reach me: {}"), _masked_email),
    "phone": _of(_CALLING, _phone),
    "staff number": lambda dice: dice.choice(
        (
            ("My id is {}.", _staff_id(dice)),
            ("Staff no {} here.", _digits(dice, 5)),
            ("I am employee {}.", _digits(dice, 6)),
            ("{} is my badge.", _staff_id(dice)),
            ("personnel number {}, night shift.", _digits(dice, 5)),
            ("Badge no {} does not open the gate.", f"{_digits(dice, 4)}-B"),
        )
    ),
    "address": _of(("I live at {}.", "Send it to {}.", "They came to {} on a Sunday."), _address),
    "date of birth": _of(
        ("I was born on {}.", "DOB {}.", "My date of birth is {}.", "date of birth: {}"), _birth
    ),
    "health or social number": _health,
    "bank account": _of(("Pay it to {} please.", "IBAN {}", "My account is still {}."), _iban),
    "card": _of(("They charged my card {} twice.", "{} was the card."), _card),
    "web address": _of(("See {} for more.", "It is all on {}"), _url),
    "handle": _handle,
}
