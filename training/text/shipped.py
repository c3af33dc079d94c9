"""The model that ships: which sources, which recipe, and the one command that makes its files again."""

from pathlib import Path

from data_contracts.progress import Tick, silent
from sentiment.manifest import Manifest, Source
from training.text.build import Making, Material, build_model
from training.text.examination import Examination
from training.text.network import base_of
from training.text.recipe import SHIPPED
from training.text.sources import LATER, authored, general

REPO = Path(__file__).resolve().parents[2]
AUTHORED = REPO / "ermine" / "sample" / "authored_comments.csv"
CASES = REPO / "tests" / "sentiment" / "cases"
SHIPPED_FILES = 2
"""Later files of authored comments that the shipped weights have read; newer ones wait for the next weights."""
COMMAND = "python -m training.text --public DIR"


def shipped_material(public: Path) -> Material:
    """Authored comments and openly licensed public text; nothing else has touched the weights."""
    own, public_rows = authored(AUTHORED, LATER[:SHIPPED_FILES]), general(public)
    return Material(
        own=own.train,
        general=public_rows,
        validation=own.validation,
        sources=[
            Source(
                name="authored comments",
                used_for="weights",
                rows=len(own.train),
                licence="Apache-2.0 (this project's)",
                origin="written for this project; training/text/data/README.md",
            ),
            Source(
                name="authored comments, validation part",
                used_for="calibration",
                rows=len(own.validation),
                licence="Apache-2.0 (this project's)",
                origin="written for this project; training/text/data/README.md",
            ),
            Source(
                name="VADER ground truth and 7,000 rows of GoEmotions (without ambiguous ones)",
                used_for="weights",
                rows=len(public_rows),
                licence="Apache-2.0; MIT",
                origin="google-research-datasets/go_emotions; cjhutto/vaderSentiment; see NOTICE",
            ),
        ],
    )


def make_shipped(
    public: Path, folder: Path, *, checkpoints: Path | None = None, threads: int = 2, tick: Tick = silent
) -> Manifest:
    """Train the shipped model from `public` data into `folder`."""
    material = shipped_material(public)
    making = Making(base_of(None), SHIPPED, COMMAND, threads, checkpoints)
    folder.mkdir(parents=True, exist_ok=True)
    examine = Examination(CASES if CASES.is_dir() else None, material.validation, public)
    return build_model(material, making, folder, examine=examine, tick=tick)
