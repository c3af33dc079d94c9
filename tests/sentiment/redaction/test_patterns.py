"""What is found without a roster, kind by kind, and what is left alone. Extend the tables; all items are invented."""

import pytest

from sentiment.redaction.redactor import Redactor

FOUND = [
    ("Write to {} please.", "anna.weber@firm.example", "EMAIL"),
    ("Write to {}. Thanks.", "anna@intranet", "EMAIL"),
    ("Write to {} please.", "anna.weber (at) firm (dot) example", "EMAIL"),
    ("Write to {} please.", "anna dot weber at firm dot example", "EMAIL"),
    ("Write to {} please.", "anna.weber at firm.example", "EMAIL"),
    ("Write to {} please.", "annaweber at gmail.com", "EMAIL"),
    ("Write to {} please.", "a n n a @ f i r m . c o m", "EMAIL"),
    ("Write to {} please.", "anna.weber@\nfirm.example", "EMAIL"),
    ("Write to {} please.", "ａｎｎａ@firm.example", "EMAIL"),
    ("Call me: {} after five.", "+44 20 7946 0377", "PHONE"),
    ("Call me: {} after five.", "0171 3920028", "PHONE"),
    ("Call me: {} after five.", "(555) 010-2277", "PHONE"),
    ("Call me: {} after five.", "555-0141", "PHONE"),
    ("Call me: {} after five.", "+91 81234 56789", "PHONE"),
    ("Call me: {} after five.", "01 23 45 67 89", "PHONE"),
    ("He sits at extension {} all day.", "1182", "PHONE"),
    ("Call {} please.", "oh seven seven double zero nine hundred".removesuffix(" hundred"), "PHONE"),
    ("I am staff no {}.", "20817", "ID"),
    ("personnel number: {}", "48813", "ID"),
    ("an agency worker {} said so", "66120", "ID"),
    ("Badge no {} fails.", "7731-B", "ID"),
    ("It was {} again.", "EMP-10432", "ID"),
    ("It was {} again.", "e104321", "ID"),
    ("My NHS number is {}.", "943 476 5919", "ID"),
    ("They mailed my SSN {}.", "219-09-9999", "ID"),
    ("The national insurance no is {}.", "AB 12 34 56 C", "ID"),
    ("Health insurance number {}.", "A123456780", "ID"),
    ("My passport no. {} was copied.", "C01X00T47", "ID"),
    ("Pay to {} please.", "DE89 3704 0044 0532 0130 00", "ACCOUNT"),
    ("It charged {} twice.", "4111 1111 1111 1111", "ACCOUNT"),
    ("I was born on {}.", "14 March 1987", "DATE"),
    ("DOB {}", "03/04/85", "DATE"),
    ("I saw {} on her sheet.", "1979-11-02", "DATE"),
    ("I live at {} now.", "14 Maple Street, Leeds LS1 4AB", "ADDRESS"),
    ("I live at {} now.", "14 maple street", "ADDRESS"),
    ("I live at {} now.", "Hauptstraße 12, 10115 Berlin", "ADDRESS"),
    ("I live at {} now.", "12 rue de la Paix", "ADDRESS"),
    ("I live at {} now.", "Calle de Alcalá 48", "ADDRESS"),
    ("Send it to {}.", "PO Box 4417", "ADDRESS"),
    ("See {} for it.", "https://people.example/anna?id=7", "URL"),
    ("See {} for it.", "linkedin.com/in/anna-weber", "URL"),
    ("Follow {} there.", "@anna_weber", "HANDLE"),
    ("On reddit I am u/{}.", "anna_w_77", "HANDLE"),
    ("It says {} there.", "1234567890123", "NUMBER"),
    ("Ask {} first.", "Oluwaseun", "PERSON"),
    ("Ask {} first.", "Zsófia Kőszegi-Varga", "PERSON"),
    ("Mr {} decides.", "Brandner", "PERSON"),
    ("mrs {} decides.", "adeyemi", "PERSON"),
    ("thanks {} for that", "kevin", "PERSON"),
    ("My name is {}, by the way.", "oyinkan balewa", "PERSON"),
]  # fmt: skip

LEFT_ALONE = [
    "Salary 45000 a year, 12 000 000 in the bank, 143.70 for the taxi, 2.5 % more.",
    "From 2019-2024 I worked 40-50 hours a week, 24/7, 10:30-11:45 or 10.30-11.45.",
    "The review is on 02.03.2026, the next on 2026-09-01; asked on 3.4., 17.4. and 2.5.",
    "We passed ISO9001 and ISO 27001, use Windows 11, Excel and SAP S/4HANA.",
    "I work at the till. Look at the rota. It is 2 miles down the road and 3 streets away.",
    "Will we get a raise? I hope so, may it come. Mark my words: the grant ends in March.",
    "My manager is kind. Monday was hard. Easter too. HR and IT never answer.",
    "Level 3.2.1 is fine. Room 2.14 is cold. Line 7 stopped 3 times.",
    "COVID changed everything. Everybody says so. Couldn't agree more. Onboarding was great.",
    "great place.so happy here.It is good,really",
    "Pros: good pay. Cons: long hours. Score 8/10.",
    "I was born to do this job. My birthday was fun.",
]


@pytest.mark.parametrize(
    ("frame", "item", "kind"), FOUND, ids=[item.encode("unicode_escape").decode() for _, item, _ in FOUND]
)
def test_item_is_replaced_by_its_kind(redactor: Redactor, frame: str, item: str, kind: str) -> None:
    """The item, all of it and nothing else, becomes its kind in square brackets."""
    assert redactor.redact(frame.format(item)).text == frame.format(f"[{kind}]")


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_ordinary_words_and_numbers_stay(redactor: Redactor, text: str) -> None:
    """Amounts, hours, days, standards, tools and words that are also names are not personal."""
    assert redactor.redact(text).text == text
