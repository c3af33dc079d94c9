"""The walk through a new playbook works as it is written."""

import re
import shutil
from pathlib import Path

from data_contracts.policy.outreach import DEFAULT_OUTREACH, load_outreach_policy
from data_contracts.policy.playbook import Playbook

PAGE = Path(__file__).resolve().parents[2] / "docs" / "playbooks.md"


def test_the_playbook_on_the_page_is_admitted(tmp_path: Path) -> None:
    """The file as the page writes it, in the folder that it names, is read with the others."""
    shutil.copyfile(DEFAULT_OUTREACH, tmp_path / "outreach.toml")
    (tmp_path / "playbooks").mkdir()
    [text] = re.findall(r"```toml\n(.*?)```", PAGE.read_text("utf-8"), re.S)
    (tmp_path / "playbooks" / "walk.toml").write_text(text)
    assert load_outreach_policy(tmp_path / "outreach.toml").playbook("walk").hours == 0.5


def test_the_page_names_every_key_of_a_playbook() -> None:
    """Whoever writes one finds each key explained."""
    text = PAGE.read_text("utf-8")
    assert [name for name in Playbook.model_fields if f"`{name}`" not in text] == []
