"""What was written about the champion when it was trained, kept beside it so that pages need no registry."""

import json
from typing import TYPE_CHECKING

from ermine.home import Home
from serving.pages.parts import ModelPapers
from training.atomic_file import replace_file
from training.champion import Champion

if TYPE_CHECKING:
    from training.registry.store import Registry

_FILES = ("report.json", "card.html", "decisions.json")


def keep_papers(home: Home, registry: "Registry", champion: Champion) -> None:
    """Copy report, card and recorded decisions of a new champion from the registry into the home."""
    folder = home.papers_folder(champion.name, champion.version)
    folder.mkdir(parents=True, exist_ok=True)
    from training.registry.versions import card, find_version

    version = find_version(registry, champion.name, champion.version)
    replace_file(folder / "report.json", registry.read(champion.run_id, "report.json"))
    replace_file(folder / "card.html", card(registry, champion.name, champion.version).encode())
    replace_file(folder / "decisions.json", json.dumps(version.notes, ensure_ascii=False).encode())


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
