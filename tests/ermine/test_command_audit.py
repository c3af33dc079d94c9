"""What commands record: keys, runs, promotions, rounds and changed policies, by the command line."""

from typing import Any

import pytest

from ermine.home import Home
from ermine.jobs.auditing import COMMAND_LINE, audit_of
from ermine.settings import Settings
from ermine.store import open_store
from serving.audit.chain import Entry, first_break
from serving.audit.reading import links
from serving.store.engine import reading, writing

pytestmark = pytest.mark.slow


def entries(place: Any) -> list[Entry]:
    """What a place's home has recorded, in a chain that holds."""
    with reading(open_store(Settings(home=place.home), Home(place.home))) as conn:
        found = list(links(conn))
    assert first_break(found) is None
    return [link.entry for link in found]


def test_a_home_brought_up_by_commands_tells_how(company_place: Any) -> None:
    """Promotion (intent, then done with its version), policies as first met, then the run with all its hashes."""
    found = entries(company_place)
    said = [(entry.action, entry.detail.get("step")) for entry in found]
    assert said.index(("model.promoted", "intended")) < said.index(("model.promoted", "done"))
    assert {entry.key_id for entry in found} == {"command-line"}
    run = next(entry for entry in found if entry.action == "run.made")
    assert run.detail["run"] == company_place.told("run")["run_id"]
    policies = {e.detail["policy"]: e.detail["hash"] for e in found if e.action == "policy.changed"}
    assert policies == {
        "outreach": run.detail["outreach_policy"],
        "privacy": run.detail["privacy_policy"],
    }


def test_rounds_are_recorded_and_answers_are_not(asked_place: Any) -> None:
    """Opening and handing out tokens, each with its outcome; the audit holds no token."""
    found = [e for e in entries(asked_place) if e.action.startswith("round.")]
    assert [(e.action, e.detail["step"]) for e in found] == [
        ("round.opened", "intended"), ("round.opened", "done"),
        ("round.tokens", "intended"), ("round.tokens", "done"),
    ]  # fmt: skip


def test_keys_and_changed_policies_are_recorded_and_a_cut_short_act_is_closed(
    asked_place: Any, tmp_path: Any, serve: Any
) -> None:
    """A server that starts notices an edited policy and an act that a crash left open."""
    place = asked_place.copy_to(tmp_path / "place")
    key = place.key("dpo").partition(".")[0]
    assert place.run("key", "revoke", key).code == 0
    serve(place)
    policy = place.home / "policy" / "outreach.toml"
    policy.write_text(policy.read_text().replace("cool_down_days = 60", "cool_down_days = 61"))
    home, settings = Home(place.home), Settings(home=place.home)
    with writing(open_store(settings, home)) as conn:
        audit_of(settings, home).record(conn, COMMAND_LINE, "model.promoted", step="intended", act="77")
    serve(place)
    found = entries(place)
    assert [e.detail.get("key") for e in found if e.action.startswith("key.")] == [key, key]
    changed = [e.detail for e in found if e.action == "policy.changed" and e.detail["policy"] == "outreach"]
    assert changed[-1]["was"] == changed[-2]["hash"]
    assert found[-1].detail["step"] == "cut_short"
