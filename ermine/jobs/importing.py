"""Bring data into a home: HR tables through their contracts, or one flat snapshot through its mapping."""

from datetime import date
from pathlib import Path

from data_contracts.errors import Conflict, InputRefused
from data_contracts.intake import ImportReport, import_folder
from data_contracts.policy.outreach import load_outreach_policy
from data_contracts.policy.privacy import load_privacy_policy
from data_contracts.progress import Tick
from data_contracts.snapshot import SnapshotReport, admit_snapshot
from data_contracts.snapshot_mapping import load_mapping
from ermine.erasures import erasures_of
from ermine.home import COMPANY, Home
from ermine.settings import Settings

COMPANY_MODEL = "attrition"


class NotAFolder(InputRefused):
    """HR tables come as a folder of files; a flat file needs a mapping."""


class DemoHome(Conflict):
    """This home holds a demo's invented people, which are never mixed with other data."""


def import_company(settings: Settings, folder: Path, strict: bool, today: date, tick: Tick) -> ImportReport:
    """Admit the HR tables in `folder` into the home; `today` is when they became known.

    People in the ledger of erasures stay out. The home of a demo takes nothing but the demo's own sample company.
    """
    if not folder.is_dir():
        raise NotAFolder(
            f"{folder} is not a folder of HR tables.",
            remedy="Give the folder that holds employees.csv and exits.csv, or a flat file with --map MAP.toml.",
        )
    home = Home(settings.home)
    home.refuse_other(COMPANY)
    if (record := home.record) and record.demo and folder.absolute() != home.sample:
        raise DemoHome(f"The home {home.path} holds a demo.", remedy="Set ERMINE_HOME to another folder.")
    with home.writing("import"):
        currency = load_outreach_policy(home.outreach_file).currency
        report = import_folder(
            folder, home.path, today, strict, tick=tick, currency=currency, erased=erasures_of(home)
        )
        home.claim(COMPANY, COMPANY_MODEL)
        home.update(imported_from=str(folder.absolute()))
    return report


def import_snapshot(
    settings: Settings, map_file: Path, file: Path | None, strict: bool, today: date, tick: Tick
) -> SnapshotReport:
    """Admit a flat snapshot through the mapping in `map_file`; `file` overrides the one named there."""
    home, mapping = Home(settings.home), load_mapping(map_file)
    home.refuse_other(mapping.name)
    if mapping.name == COMPANY:
        raise InputRefused(
            f"{map_file}: a mapping cannot be called {COMPANY!r}.", remedy='Set name = "..." in it.'
        )
    with home.writing("import"):
        privacy = load_privacy_policy(home.privacy_file)
        report = admit_snapshot(
            mapping,
            file,
            home.path,
            today,
            allow_survey=privacy.survey_answers_in_scores,
            tick=tick,
            strict=strict,
            erased=erasures_of(home),
        )
        home.claim(mapping.name, mapping.name)
        home.update(imported_from=str(file.absolute()) if file else "", map_file=str(map_file.absolute()))
    return report
