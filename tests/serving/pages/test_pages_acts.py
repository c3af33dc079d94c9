"""What an ER manager does on the pages: decide, log, take back, save, and keep what matters to a person."""

import csv
import io
import re

import pytest

from serving.outreach.queries import latest_run, manager_list
from serving.store.engine import reading


def items(week):
    """The lines as they are stored now."""
    with reading(week.engine) as conn:
        return manager_list(conn, latest_run(conn).run_id, "M1", week.today).items


def csrf(client, path="/week"):
    """The session's token, as a form carries it."""
    return re.search(r'name="csrf" value="([^"]+)"', client.get(path).text).group(1)


@pytest.fixture
def desk(week):
    """A signed-in ER manager, the token and the first line."""
    client = week.manager()
    return client, csrf(client), items(week)[0]


def send(client, item, act, token, **form):
    """Send one of a line's forms."""
    return client.post(f"/week/{item.item_id}/{act}", data={"csrf": token, "version": item.version, **form})


def test_a_form_without_scripts_plans_a_line_and_undo_takes_it_back(week, desk):
    """Each form answers with a redirect to the week, which shows the new state and begins at that line."""
    client, token, item = desk
    answer = send(client, item, "decision", token, decision="accept")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/week?at={item.item_id}")
    assert client.get(answer.headers["location"]).text.count("autofocus") == 1
    assert items(week)[0].state == "accepted"
    assert "<b>Planned</b> for 8 July 2026" in client.get("/week").text
    send(client, items(week)[0], "decision", token, decision="undo")
    assert items(week)[0].state == "open"


def test_a_conversation_is_logged_in_one_form(week, desk):
    """Kind, what was changed, next step and note; the page of the person then shows them."""
    client, token, item = desk
    form = {
        "kind": "talked", "tags": ["pay", "career"], "changed": ["pay_review"], "next_step": "Tell the result.",
        "next_on": "2026-07-20", "note": "Prefers mornings.",
    }  # fmt: skip
    assert send(client, item, "outcome", token, **form).status_code == 303
    assert items(week)[0].state == "done"
    text = client.get(f"/people/{item.employee_id}").text
    for said in (
        "About pay, career",
        "Changed: pay review",
        "Tell the result.",
        "20 July 2026",
        "Prefers mornings.",
    ):
        assert said in text
    assert "Prefers mornings." not in week.manager().get("/week").text


def test_a_stale_form_is_told_so_above_the_list_as_it_stands(week, desk):
    """409 with what to do; a form sent by htmx gets the same page with 200, so that it is shown."""
    client, token, item = desk
    send(client, item, "decision", token, decision="accept")
    for headers, status in (({}, 409), ({"HX-Request": "true"}, 200)):
        data = {"csrf": token, "version": 0, "decision": "dismiss", "reason": "wrong_time"}
        answer = client.post(f"/week/{item.item_id}/decision", data=data, headers=headers)
        assert answer.status_code == status
        assert 'role="alert"' in answer.text
        assert "decided meanwhile" in answer.text
        assert "<b>Planned</b>" in answer.text


def test_a_form_of_another_session_changes_nothing(week, desk):
    """Without the session's token every form is refused."""
    client, _, item = desk
    paths = (f"/week/{item.item_id}/decision", f"/week/{item.item_id}/outcome", "/people/E1/contacts",
             "/people/E1/relationship")  # fmt: skip
    for path in paths:
        data = {"csrf": "x", "version": 0, "decision": "accept", "kind": "talked"}
        assert client.post(path, data=data).status_code == 403
    assert items(week)[0].version == 0


def test_the_list_is_saved_as_a_file_that_a_spreadsheet_opens_safely(week, desk):
    """Whose it is stands on top, no band, probability or money follows, and no cell begins a formula."""
    from serving.pages.list_file import safe_cell

    client, _, _ = desk
    answer = client.get("/week.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert "Ingrid Solheim" in rows[0][0]
    assert [row[1] for row in rows[2:]] == [one.name for one in items(week)]
    assert not re.search(r"talk soon|probab|€|EUR", answer.text)
    for hostile in ("=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", " =1"):
        assert safe_cell(hostile).startswith("'")
    assert safe_cell("O'Neill") == "O'Neill"


def test_the_week_can_be_searched_and_shown_by_state(week, desk):
    """A name, unit or job; what is planned alone; nothing found says how to see everything."""
    client, token, item = desk
    send(client, item, "decision", token, decision="accept")

    def shown(query):
        return re.findall(r'<h2 id="person-([^"]+)">', client.get(f"/week?{query}").text)

    assert shown("show=planned") == [item.item_id]
    assert item.item_id not in shown("show=open")
    assert len(shown("search=platform")) == len(items(week))
    assert "Show everything" in client.get("/week?search=nobody+like+this").text


def test_a_person_who_is_described_wrongly_is_taken_off_the_list(week, desk):
    """The page says what the model may not know; "This is not accurate" dismisses the line with that reason."""
    client, token, item = desk
    page = client.get(f"/people/{item.employee_id}").text
    assert "Sick and family leave, age, gender, cases and anonymous answers are never used." in page
    form = page[page.index("<summary>This is not accurate</summary>") :]
    assert f'action="/week/{item.item_id}/decision"' in form
    assert 'name="reason" value="not_accurate"' in form
    send(
        client, item, "decision", token, decision="dismiss", reason="not_accurate", words="She moved in May."
    )
    assert items(week)[0].state == "dismissed"


def test_what_matters_to_a_person_is_kept_by_version(week, desk):
    """The second browser with the first's version is told that it changed."""
    client, token, _ = desk
    form = {"csrf": token, "version": 0, "aspirations": "Lead a <b>team</b>"}
    assert client.post("/people/E1/relationship", data=form).headers["location"] == "/people/E1"
    text = client.get("/people/E1").text
    assert "Lead a &lt;b&gt;team&lt;/b&gt;" in text
    assert client.post("/people/E1/relationship", data=form).status_code == 409
    assert client.post("/people/E9/relationship", data=form).status_code == 404


def test_a_contact_the_employee_asked_for_is_logged_on_their_page(week, desk):
    """Ids are kept exactly, a slash included; a step without a day is refused above the page."""
    client, token, _ = desk
    path = "/people/E%2F4%205%25"
    form = {"csrf": token, "kind": "talked", "asked_for": "true", "share_note": "true", "note": "Shared."}
    answer = client.post(f"{path}/contacts", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, path)
    assert "asked for by the employee" in client.get(path).text
    assert client.post(f"{path}/contacts", data={**form, "next_step": "Call"}).status_code == 422


def test_the_note_box_warns(week, desk):
    """The person may ask to see it; health, family and union matters stay out."""
    client, _, item = desk
    for path in ("/week", f"/people/{item.employee_id}"):
        text = client.get(path).text
        assert "The person may ask to see" in text
        assert "health, family or union" in text
