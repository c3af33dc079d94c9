"""What was written about the champion when it was trained, kept beside it so that pages need no registry."""

import json
from contextlib import suppress
from typing import TYPE_CHECKING

from data_contracts.errors import NotFound
from ermine.home import Home
from serving.pages.parts import ModelPapers
from training.atomic_file import replace_file
from training.champion import Champion

if TYPE_CHECKING:
    from training.registry.store import Registry

_FILES = ("report.json", "card.html", "decisions.json")
FAIRNESS, REFERENCE = "fairness.json", "drift_reference.json"
_NOT_ALWAYS = (FAIRNESS, REFERENCE)


def keep_papers(home: Home, registry: "Registry", champion: Champion) -> None:
    """Copy report, card and recorded decisions of a new champion from the registry into the home."""
    folder = home.papers_folder(champion.name, champion.version)
    folder.mkdir(parents=True, exist_ok=True)
    from training.registry.versions import card, find_version

    version = find_version(registry, champion.name, champion.version)
    replace_file(folder / "report.json", registry.read(champion.run_id, "report.json"))
    replace_file(folder / "card.html", card(registry, champion.name, champion.version).encode())
    replace_file(folder / "decisions.json", json.dumps(version.notes, ensure_ascii=False).encode())
    for name in _NOT_ALWAYS:
        with suppress(NotFound):  # no protected columns, or a training of an earlier version
            replace_file(folder / name, registry.read(champion.run_id, name))


def papers_of(home: Home, champion: Champion) -> ModelPapers:
    """Report, card and decisions of the champion; None for what the home does not keep."""
    folder = home.papers_folder(champion.name, champion.version)
    report, card, decisions = (
        file.read_text("utf-8") if (file := folder / name).exists() else None for name in _FILES
    )
    return ModelPapers(
        report=json.loads(report) if report else None,
        card=card,
        decisions=json.loads(decisions) if decisions else {},
    )


def paper_of(home: Home, champion: Champion, name: str) -> bytes | None:
    """One paper of the champion as it was written; None when the home does not keep it."""
    file = home.papers_folder(champion.name, champion.version) / name
    return file.read_bytes() if file.exists() else None
