"""What the command line and a home refuse, so that a slip stays a message and changes nothing."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from data_contracts.errors import InputRefused
from data_contracts.lake import LakeSnapshot, Manifest
from ermine.cli.options import iso_day
from ermine.clock import OutsideData, as_of_day
from ermine.home import COMPANY, Home, HomeRecord, RecordDamaged
from ermine.jobs.importing import DemoHome, import_company
from ermine.jobs.promotion import KeyInsideHome, signing_key
from ermine.settings import Settings, load_settings
from ermine.store import StoreRefused, open_store

COVERED = Manifest(
    contract_version=1,
    source="company",
    covers_from=date(2024, 1, 1),
    covers_until=date(2026, 6, 30),
    imported_on=date(2026, 7, 1),
    currency="EUR",
    tables={},
)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home that serves a company."""
    home = Home(tmp_path / "home")
    home.create()
    home.write(HomeRecord(source=COMPANY, model="attrition"))
    return home


@pytest.mark.parametrize("text", ["2026-13-01", "yesterday", "0001-01-01", "9999-12-31"])
def test_a_day_that_is_none_is_refused_with_its_option(text: str) -> None:
    """The refusal names the option and what was written there."""
    with pytest.raises(InputRefused, match=f"--as-of '{text}'"):
        iso_day(text, "--as-of")


def test_nothing_is_made_for_a_day_that_the_data_do_not_reach(tmp_path: Path) -> None:
    """A run dated far ahead would hide every later one; the day after the data is the last one that is taken."""
    lake = LakeSnapshot("h", tmp_path, COVERED)
    assert as_of_day(lake, None) == as_of_day(lake, date(2026, 7, 1)) == date(2026, 7, 1)
    for outside in (date(2026, 7, 2), date(2150, 12, 31), date(2023, 12, 31)):
        with pytest.raises(OutsideData, match="2026-06-30"):
            as_of_day(lake, outside)


def test_a_demos_home_takes_no_other_data(home: Home, tmp_path: Path) -> None:
    """Real people would be called invented there."""
    home.update(demo="employees=60")
    (tmp_path / "real").mkdir()
    with pytest.raises(DemoHome, match="holds a demo"):
        import_company(Settings(home=home.path), tmp_path / "real", False, date(2026, 7, 1), lambda *_: None)


def test_a_promoters_key_inside_the_home_is_refused(home: Home) -> None:
    """The service can read the home, so the key may not lie there."""
    with pytest.raises(KeyInsideHome, match="inside the home"):
        signing_key(Settings(home=home.path, signing_key=home.path / "key"))
    assert not (home.path / "key").exists()


@pytest.mark.parametrize("url", ["foo", "sqlite:////nowhere/at/all/x.db", "nosuch://user:secret@host/db"])
def test_a_database_that_cannot_be_opened_is_refused_without_its_password(home: Home, url: str) -> None:
    """The refusal names the variable, not the address."""
    with pytest.raises(StoreRefused, match="ERMINE_DATABASE_URL") as refused:
        open_store(Settings(home=home.path, database_url=url), home)
    assert "secret" not in str(refused.value)


def test_a_damaged_database_is_refused_by_its_path(home: Home) -> None:
    """Bytes that are no database are named, and left as they are."""
    home.database.write_bytes(b"junk" * 1000)
    with pytest.raises(StoreRefused, match=r"ermine\.db"):
        open_store(Settings(home=home.path), home)
    assert home.database.read_bytes() == b"junk" * 1000


def test_a_policy_file_that_was_removed_is_not_replaced(home: Home) -> None:
    """The shipped policy comes into a new home once; afterwards its absence is somebody's act."""
    home.outreach_file.unlink()
    home.create()
    assert not home.outreach_file.exists()


def test_a_record_with_other_than_text_is_refused(home: Home) -> None:
    """A number in home.toml is named."""
    (home.path / "home.toml").write_text("source = 1\nmodel = 'attrition'\n")
    with pytest.raises(RecordDamaged, match="source must be text"):
        _ = home.record


def test_an_empty_variable_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty host would listen on every address."""
    monkeypatch.setenv("ERMINE_HOST", "")
    monkeypatch.setenv("ERMINE_HOME", "")
    settings = load_settings()
    assert (settings.host, settings.home) == ("127.0.0.1", Path(".ermine"))


def test_square_brackets_of_users_are_printed_as_they_are(place: Any, tmp_path: Path) -> None:
    """A column called [bold]email[/x] is named in the report and is no markup."""
    from ermine.sample.write import write_sample

    write_sample(tmp_path / "in", 60, 6, seed=1)
    file = tmp_path / "in" / "employees.csv"
    header, *rows = file.read_text("utf-8").splitlines()
    file.write_text("\n".join([f"{header},[bold]x[/y]", *(f"{row},1" for row in rows)]) + "\n", "utf-8")
    ran = place.run("import", tmp_path / "in")
    assert ran.code == 0, ran.err
    assert "[bold]x[/y]" in ran.out


def test_a_champion_without_its_public_key_is_never_silently_left_out(home: Home) -> None:
    """Without signing.pub nothing can be checked, so nothing serves and the refusal says so."""
    from ermine.jobs.champions import champion_of
    from training.signing import KeyAbsent

    file = home.champion_file("attrition")
    file.parent.mkdir(parents=True)
    file.write_text("{}")
    with pytest.raises(KeyAbsent):
        champion_of(home, "attrition")
    file.unlink()
    assert champion_of(home, "attrition") is None
