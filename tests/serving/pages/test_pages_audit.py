"""What the pages record: who signed in, and every look at a person, before it is shown."""

from typing import Any

from serving.audit.chain import first_break
from serving.audit.reading import links
from serving.store.engine import reading


def test_sign_in_looks_and_sign_out_are_recorded_in_order(world: Any) -> None:
    """Each with the people shown, and without what was searched for."""
    world.run()
    browser = world.manager()
    week = browser.get("/week")
    browser.get("/people?search=amara")
    browser.get("/people/E1")
    csrf = week.text.split('name="csrf" value="')[1].split('"')[0]
    assert browser.post("/sign-out", data={"csrf": csrf}).status_code == 303
    with reading(world.engine) as conn:
        found = list(links(conn))
    assert first_break(found) is None
    assert [link.entry.action for link in found] == [
        "session.opened", "list.viewed", "population.viewed", "person.viewed", "session.closed",
    ]  # fmt: skip
    me = world.audit.keys.existing("E1")
    assert me in found[1].entry.subjects
    assert found[2].entry.subjects == found[3].entry.subjects == (me,)
    assert "amara" not in str(found).lower()
    assert len({link.entry.key_id for link in found}) == 1


def test_a_person_whom_one_may_not_see_leaves_no_trace_of_a_look(world: Any) -> None:
    """Nothing was shown, and asking for an id makes nobody of it."""
    world.run()
    browser = world.manager()
    assert browser.get("/people/E9").status_code == 404
    assert browser.get("/people/nobody").status_code == 404
    with reading(world.engine) as conn:
        assert [link.entry.action for link in links(conn)] == ["session.opened"]
    assert world.audit.keys.existing("E9") is None
