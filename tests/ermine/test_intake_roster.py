"""The names that the feedback pages search comments for."""

import shutil

from data_contracts.lake import Lake
from ermine.home import Home
from ermine.jobs.intake import RosterRedactor


def test_names_are_those_of_the_lake_as_it_is_now(asked_place, tmp_path):
    """Without an import only what needs no roster is found; after one, the people of the company are too."""
    redact = RosterRedactor(Home(tmp_path / "home"))
    name = Lake(asked_place.home).current().read("employees")["name"].drop_nulls()[0].lower()
    family = name.split()[-1]
    assert redact(f"as {family} said to jo@example.com") == f"as {family} said to [EMAIL]"
    shutil.copytree(asked_place.home / "lake", tmp_path / "home" / "lake")
    assert redact(f"as {family} said to jo@example.com") == "as [PERSON] said to [EMAIL]"


def test_a_character_that_no_database_keeps_is_replaced(tmp_path):
    """A zero byte would be an error in PostgreSQL, and so a way to tell one reply from another."""
    assert RosterRedactor(Home(tmp_path / "home"))("be\0fore") == "be\ufffdfore"
