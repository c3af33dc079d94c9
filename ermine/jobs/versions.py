"""Look into the registry of a home: list, compare, verify what serves, write a card."""

from pathlib import Path

from ermine.home import Home
from ermine.registry import open_home_registry
from ermine.settings import Settings
from training.atomic_file import replace_file
from training.champion import Champion, load_champion
from training.registry.comparison import Comparison, compare
from training.registry.versions import (
    CHALLENGER,
    CHAMPION,
    PREVIOUS,
    ModelVersion,
    VersionAbsent,
    card,
    find_version,
    list_versions,
    version_or_none,
)
from training.signing import load_public_key


def versions_of(settings: Settings) -> tuple[ModelVersion, ...]:
    """Every version of the home's model, newest first."""
    home = Home(settings.home)
    record = home.required_record()
    return list_versions(open_home_registry(settings, home), record.model)


def comparison_of(settings: Settings, a: str, b: str | None) -> Comparison:
    """Two versions (numbers or aliases) of the home's model side by side; `b` None: the challenger, else previous."""
    home = Home(settings.home)
    record = home.required_record()
    registry = open_home_registry(settings, home)
    if b is None:
        b = CHALLENGER if version_or_none(registry, record.model, CHALLENGER) else PREVIOUS
    return compare(registry, record.model, a, b)


def verified_champion(settings: Settings) -> Champion:
    """The champion after every check that serving makes."""
    home = Home(settings.home)
    record = home.required_record()
    return load_champion(
        home.champion_file(record.model), load_public_key(home.public_key_file), record.model
    )


def write_card(settings: Settings, which: str | None, out: Path) -> ModelVersion:
    """Write the card of a version to `out`; default: the champion, else the latest version."""
    home = Home(settings.home)
    record = home.required_record()
    registry = open_home_registry(settings, home)
    if which is not None:
        version = find_version(registry, record.model, which)
    else:
        version = _champion_or_latest(list_versions(registry, record.model), record.model)
    replace_file(out, card(registry, record.model, version.version).encode())
    return version


def _champion_or_latest(versions: tuple[ModelVersion, ...], name: str) -> ModelVersion:
    if not versions:
        raise VersionAbsent(f"{name}: nothing is registered", remedy="Run `ermine train` first.")
    return next((version for version in versions if CHAMPION in version.aliases), versions[0])
