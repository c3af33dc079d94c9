"""People sign in to the pages at a real identity provider, and nobody is let in by a trick."""

import threading
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit
from urllib.request import HTTPRedirectHandler, build_opener

import pytest
import uvicorn
from fastapi.testclient import TestClient

from data_contracts.errors import ErmineError
from ermine.jobs.identity import pages_sign_in
from ermine.settings import Settings
from serving.access.keys import list_keys, revoke_key
from serving.access.roles import Role
from serving.access.sessions import COOKIE_NAME
from serving.audit.reading import links
from serving.store.engine import reading, writing
from tests.serving.issuer import CLIENT, SECRET, Issuer

HERE = "http://127.0.0.1"
ER = {"sub": "jo@company.test", "roles": ["ermine-er"], "er_manager_id": "M1"}


def provider(issuer: Issuer, pages_url: str = HERE) -> Any:
    """The sign-in of the pages as the settings make it."""
    return pages_sign_in(
        Settings(
            oidc_issuer=issuer.url,
            oidc_client_id=CLIENT,
            oidc_client_secret=SECRET,
            pages_url=pages_url,
            oidc_roles="ermine-er=er_manager,ermine-hr=hr_system,ermine-dpo=dpo",
        )
    )


@pytest.fixture
def visitor(week: Any, issuer: Issuer) -> TestClient:
    """A browser in which nobody is signed in, before pages that know the provider."""
    issuer.person = ER
    week.provider = provider(issuer)
    return week.visitor()


def sent_back(address: str) -> dict[str, str]:
    """What the provider sends the browser back with."""

    class Stay(HTTPRedirectHandler):
        def redirect_request(self, *_: Any) -> None:
            """Look at where it would go."""

    try:
        build_opener(Stay).open(address, timeout=5)
    except OSError as redirect:
        query = parse_qs(urlsplit(redirect.headers["Location"]).query)  # type: ignore[attr-defined]
        redirect.close()  # type: ignore[attr-defined]
        return {name: values[0] for name, values in query.items()}
    raise AssertionError("the provider did not send the browser back")


def errand(visitor: TestClient) -> dict[str, str]:
    """Begin in this browser and sign in at the provider; what it sends back."""
    return sent_back(visitor.get("/sign-in/provider").headers["location"])


def test_an_er_manager_signs_in_at_the_provider(week: Any, visitor: TestClient) -> None:
    """The link is on the sign-in page; afterwards the list is theirs, and the audit names a hash, no login."""
    assert 'href="/sign-in/provider"' in visitor.get("/sign-in").text
    answer = visitor.get("/sign-in/back", params=errand(visitor))
    assert (answer.status_code, COOKIE_NAME in visitor.cookies) == (200, True)
    assert 'content="0; url=/"' in answer.text
    assert visitor.get("/").headers["location"] == "/week"
    assert visitor.get("/week").status_code == 200
    with reading(week.engine) as conn:
        (opened,) = [link.entry for link in links(conn) if link.entry.action == "session.opened"]
        (key,) = list_keys(conn)
    assert opened.key_id == key.key_id
    assert key.key_id.startswith("oidc_")
    assert "jo@" not in str(opened)


def test_coming_back_is_good_once_and_in_the_same_browser(visitor: TestClient) -> None:
    """Without the errand's cookie, with another state or a used code there is no session."""
    began = errand(visitor)
    cookie = visitor.cookies["ermine_errand"]
    visitor.cookies.clear()
    assert visitor.get("/sign-in/back", params=began).status_code == 401
    visitor.cookies.set("ermine_errand", cookie, path="/sign-in")
    assert visitor.get("/sign-in/back", params={**began, "state": "x"}).status_code == 401
    visitor.cookies.set("ermine_errand", cookie, path="/sign-in")
    assert visitor.get("/sign-in/back", params=began).status_code == 200
    visitor.cookies.clear()
    visitor.cookies.set("ermine_errand", cookie, path="/sign-in")
    assert visitor.get("/sign-in/back", params=began).status_code == 401
    assert COOKIE_NAME not in visitor.cookies


@pytest.mark.parametrize(
    "change",
    [{"nonce": "of another errand"}, {"aud": "ermine"}, {"roles": ["ermine-hr"], "unit": "U"}, {"roles": []},
     {"er_manager_id": None}, {"exp": 1}],
    ids=str,
)  # fmt: skip
def test_an_identity_that_does_not_fit_opens_nothing(
    issuer: Issuer, visitor: TestClient, change: dict[str, Any]
) -> None:
    """A token for another errand or audience, without a page's role, of nobody, or too old."""
    issuer.person = {**ER, **change}
    answer = visitor.get("/sign-in/back", params=errand(visitor))
    assert (answer.status_code, COOKIE_NAME in visitor.cookies) == (401, False)
    assert 'role="alert"' in answer.text


def test_who_was_revoked_is_out_at_once_and_stays_out(week: Any, visitor: TestClient) -> None:
    """`ermine key revoke` ends the sessions of somebody whom the provider signs in; a changed role is followed."""
    visitor.get("/sign-in/back", params=errand(visitor))
    with writing(week.engine) as conn:
        (key,) = list_keys(conn)
        assert key.role is Role.ER_MANAGER
        revoke_key(conn, key.key_id, week.now)
    assert visitor.get("/week").status_code == 401
    assert visitor.get("/sign-in/back", params=errand(visitor)).status_code == 401


def test_a_role_that_changed_at_the_provider_changes_here(
    week: Any, issuer: Issuer, visitor: TestClient
) -> None:
    """The next sign-in brings the new role; there is still one row for the person."""
    visitor.get("/sign-in/back", params=errand(visitor))
    issuer.person = {"sub": ER["sub"], "roles": "ermine-dpo"}
    visitor.get("/sign-in/back", params=errand(visitor))
    assert visitor.get("/").headers["location"] == "/privacy"
    with reading(week.engine) as conn:
        assert [key.role for key in list_keys(conn)] == [Role.DPO]


def test_without_a_provider_or_while_it_is_silent_keys_are_the_way(week: Any, issuer: Issuer) -> None:
    """No link and no route where none is set; a silent one is told on the page, which still takes keys."""
    assert "/sign-in/provider" not in week.visitor().get("/sign-in").text
    assert week.visitor().get("/sign-in/provider").status_code == 404
    issuer.silent, week.provider = True, provider(issuer)
    answer = week.visitor().get("/sign-in/provider")
    assert answer.status_code == 503
    assert "does not answer" in answer.text
    assert 'name="key"' in answer.text


def test_settings_that_do_not_hold_together_stop_the_start() -> None:
    """A client id without an issuer or without the address of the pages."""
    for settings in (Settings(oidc_client_id=CLIENT), Settings(oidc_client_id=CLIENT, pages_url=HERE)):
        with pytest.raises(ErmineError, match="ERMINE_PAGES_URL"):
            pages_sign_in(settings)


@pytest.fixture
def address(week: Any, issuer: Issuer) -> Iterator[str]:
    """The application on a real port, which the provider sends people back to."""
    week.provider, issuer.person = provider(issuer), ER
    server = uvicorn.Server(uvicorn.Config(week.app(), port=0, log_level="warning", loop="asyncio"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.02)
    found = f"{HERE}:{server.servers[0].sockets[0].getsockname()[1]}"
    object.__setattr__(week.provider, "back", f"{found}/sign-in/back")
    yield found
    server.should_exit = True
    thread.join()


def test_a_browser_gets_there_and_back(browser: Any, address: str) -> None:
    """One click: to the provider on another site, back, and on to the list with a strict cookie."""
    context = browser.new_context()
    tab = context.new_page()
    tab.goto(f"{address}/sign-in")
    tab.get_by_role("link", name="identity provider").click()
    tab.wait_for_url("**/week")
    assert tab.get_by_role("heading", level=1).count() == 1
    context.close()
