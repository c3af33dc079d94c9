"""The recipe of the shipped weights is the one on their card, and reads what the card says."""

import re

from sentiment.classifier import SHIPPED as FOLDER
from sentiment.manifest import CARD_FILE
from training.text.recipe import SHIPPED
from training.text.shipped import AUTHORED, SHIPPED_FILES
from training.text.sources import LATER, authored

CARD = (FOLDER / CARD_FILE).read_text("utf-8")


def test_every_setting_is_the_one_on_the_card() -> None:
    """The command that is said to make the shipped file uses the settings that made it."""
    stages = [vars(stage) for stage in SHIPPED]
    for name in stages[0]:
        row = re.search(rf"^\| {name} \| (.+) \|$", CARD, re.MULTILINE)
        assert row is not None, name
        assert [float(cell) for cell in row[1].split(" | ")] == [float(stage[name]) for stage in stages], name


def test_the_shipped_weights_read_the_comments_that_the_card_counts() -> None:
    """Newer comments wait for the next weights; retraining on own labels reads them already."""
    rows = authored(AUTHORED, LATER[:SHIPPED_FILES])
    assert f"| authored comments | weights | {len(rows.train):,} |" in CARD
    assert f"| authored comments, validation part | calibration | {len(rows.validation):,} |" in CARD
    assert len(authored(AUTHORED).train) > len(rows.train)
