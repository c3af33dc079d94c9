"""Who gets which page, how one signs in and out, and what a forged form gets."""

import re
from datetime import timedelta

import pytest

from serving.access.roles import Role
from serving.access.sessions import COOKIE_NAME

REACHES = {
    "/week": {"er_manager"},
    "/people": {"er_manager"},
    "/people/E1": {"er_manager"},
    "/model": {"data_scientist"},
}


@pytest.mark.parametrize("path", sorted(REACHES))
def test_each_page_opens_for_its_role_and_for_no_other(week, roles, path):
    """Of all roles exactly the page's own gets it; others are denied, and nobody is sent to sign in."""
    status = {name: client.get(path).status_code for name, client in roles(week).items()}
    expected = {name: 200 if name in REACHES[path] else 403 for name in status}
    assert status == {**expected, "nobody": 303}


def test_the_start_page_sends_people_to_the_page_of_their_role(week):
    """The address without a path leads an ER manager to the list and a data scientist to the model."""
    assert week.manager().get("/").headers["location"] == "/week"
    assert week.signed_in(Role.DATA_SCIENTIST).get("/").headers["location"] == "/model"
    assert week.visitor().get("/").headers["location"] == "/sign-in"


def test_every_role_that_signs_in_is_sent_to_a_page_of_its_own(week, roles):
    """Nobody who may sign in ends before a closed door."""
    for name, client in roles(week).items():
        if name != "nobody":
            answer = client.get("/")
            assert answer.status_code == 303, name
            assert answer.headers["location"] != "/sign-in", name


def test_a_sign_in_key_works_once(week):
    """The second use of a key shows the form again, with the refusal and without a session."""
    key = week.key(Role.ER_MANAGER, "M1")
    statuses = []
    for _ in range(2):
        client = week.visitor()
        client.get("/sign-in")
        answer = client.post("/sign-in", data={"key": key, "form": client.cookies["ermine_form"]})
        statuses.append((answer.status_code, COOKIE_NAME in client.cookies))
    assert statuses == [(303, True), (401, False)]
    assert "The key is not valid here." in answer.text
    assert key not in answer.text


@pytest.mark.parametrize("presented", ["", "guess"])
def test_a_sign_in_form_from_elsewhere_is_refused(week, presented):
    """A form without this browser's own token opens no session, although its key is good."""
    client = week.visitor()
    client.get("/sign-in")
    answer = client.post("/sign-in", data={"key": week.key(Role.ER_MANAGER, "M1"), "form": presented})
    assert answer.status_code == 403
    assert COOKIE_NAME not in client.cookies


def test_a_sign_in_form_without_the_browsers_cookie_is_refused(week):
    """A token that was never put into this browser does not count."""
    client = week.visitor()
    token = re.search(r'name="form" value="([^"]+)"', client.get("/sign-in").text)
    client.cookies.clear()
    data = {"key": week.key(Role.ER_MANAGER, "M1"), "form": token.group(1)}
    assert client.post("/sign-in", data=data).status_code == 403


def test_signing_out_needs_the_sessions_own_token(week):
    """A forged sign-out is refused and leaves the session as it was."""
    client = week.manager()
    for forged in ({"csrf": "0" * 64}, {}):
        assert client.post("/sign-out", data=forged).status_code == 403
    assert client.get("/week").status_code == 200


def test_signing_out_ends_the_session_on_the_server(week):
    """After a sign-out the old cookie opens nothing."""
    client = week.manager()
    token = client.cookies[COOKIE_NAME]
    csrf = re.search(r'name="csrf" value="([0-9a-f]+)"', client.get("/week").text).group(1)
    answer = client.post("/sign-out", data={"csrf": csrf})
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?bye=1")
    assert COOKIE_NAME not in client.cookies
    client.cookies.set(COOKIE_NAME, token)
    assert client.get("/week").status_code == 401


def test_an_expired_session_gets_a_page_that_says_so(week):
    """After the session's hours a page says that it has ended and links to the sign-in."""
    client = week.manager()
    week.now += timedelta(hours=9)
    answer = client.get("/week")
    assert answer.status_code == 401
    assert "Your session has ended" in answer.text
    assert 'href="/sign-in"' in answer.text


def test_a_piece_of_a_page_reloads_as_a_whole_when_the_session_is_over(week):
    """htmx is told to load the page again, so a notice never ends up inside a list."""
    client = week.manager()
    week.now += timedelta(hours=9)
    answer = client.get("/week", headers={"HX-Request": "true"})
    assert answer.headers["HX-Refresh"] == "true"
    assert answer.text == ""


def test_session_cookies_are_out_of_reach_of_scripts_and_other_sites(week):
    """The session cookie is HttpOnly and SameSite=Strict."""
    client = week.visitor()
    client.get("/sign-in")
    form = {"key": week.key(Role.ER_MANAGER, "M1"), "form": client.cookies["ermine_form"]}
    cookies = client.post("/sign-in", data=form).headers.get_list("set-cookie")
    [session] = [cookie for cookie in cookies if cookie.startswith(COOKIE_NAME)]
    assert "httponly" in session.lower()
    assert "samesite=strict" in session.lower()


def test_an_unknown_address_gets_a_page_and_an_unknown_route_a_problem(week):
    """People get a page that leads back; programs under /v1 keep their problem+json."""
    client = week.manager()
    page, problem = client.get("/nowhere"), client.get("/v1/nowhere")
    assert (page.status_code, problem.status_code) == (404, 404)
    assert "Go to your start page" in page.text
    assert problem.headers["content-type"] == "application/problem+json"
