"""The pages in a real browser: nothing refused by the content policy, nothing from elsewhere, nothing too wide."""

import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn

from serving.access.roles import Role


@pytest.fixture
def address(week: Any) -> Iterator[str]:
    """The application on a real port."""
    server = uvicorn.Server(uvicorn.Config(week.app(), port=0, log_level="warning", loop="asyncio"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture
def open_page(browser: Any, address: str) -> Iterator[Any]:
    """Opens a tab of a given width and collects what the browser complains about."""
    contexts = []

    def open_tab(width: int, colours: str = "light") -> tuple[Any, list[str]]:
        context = browser.new_context(viewport={"width": width, "height": 740}, color_scheme=colours)
        contexts.append(context)
        tab, complaints = context.new_page(), []
        tab.on("console", lambda message: complaints.append(message.text))
        tab.on("pageerror", lambda error: complaints.append(str(error)))
        tab.on("request", lambda sent: None if sent.url.startswith(address) else complaints.append(sent.url))
        tab.goto(f"{address}/")
        return tab, complaints

    yield open_tab
    for context in contexts:
        context.close()


def enter(tab: Any, key: str) -> None:
    """Sign in with the keyboard alone: the field has the focus already."""
    tab.wait_for_function("document.activeElement.id === 'key'")
    tab.keyboard.type(key)
    tab.keyboard.press("Enter")


SAYS_WAIT = (
    "getComputedStyle(document.getElementById('show-talk_soon'), '::after').content.includes('One moment')"
)
"""While a list is fetched, its filter says so, and what to do if nothing comes."""


def on_paper(tab: Any) -> None:
    """Printed, the list has its people and what to talk about, and nothing to click."""
    tab.emulate_media(media="print")
    assert tab.locator("ol.people h2").first.is_visible()
    assert tab.locator("ol.people .inside").last.is_visible()
    assert not tab.locator("header nav, .filter, ol.people .acts").filter(visible=True).count()
    tab.emulate_media(media="screen")


@pytest.mark.parametrize(("width", "colours"), [(360, "light"), (1280, "dark")])
def test_an_er_manager_gets_from_the_key_to_a_persons_reasons(week, open_page, width, colours):
    """Sign in, filter (the focus stays), print, open a person, sign out: no complaint, none wider than the screen."""
    tab, complaints = open_page(width, colours)
    enter(tab, week.key(Role.ER_MANAGER, "M1"))
    tab.wait_for_url("**/week")
    everyone, held = tab.locator("ol.people > li").count(), []
    for step in ("week", "filtered", "person"):
        if step == "filtered":
            tab.route("**/week?band=talk_soon", lambda route: held.append(route))
            tab.locator(".filter a", has_text="Talk soon").click()
            tab.wait_for_function(SAYS_WAIT)
            held.pop().continue_()
            tab.wait_for_url("**/week?band=talk_soon")
            tab.wait_for_function("n => document.querySelectorAll('ol.people > li').length < n", arg=everyone)
            assert tab.evaluate("document.activeElement.id") == "show-talk_soon"
            on_paper(tab)
        if step == "person":
            tab.locator("h2 a").first.click()
            tab.wait_for_selector("table.sum")
        assert tab.evaluate("document.documentElement.scrollWidth") <= width, step
    tab.get_by_role("button", name="Sign out").click()
    tab.get_by_text("You are signed out.").wait_for()
    assert complaints == []


def test_a_data_scientist_reads_the_model_on_a_phone(week, open_page):
    """The model page fits a phone; only its tables scroll, each on its own."""
    tab, complaints = open_page(360)
    enter(tab, week.key(Role.DATA_SCIENTIST))
    tab.wait_for_url("**/model")
    assert tab.evaluate("document.documentElement.scrollWidth") <= 360
    assert tab.locator("svg.curve").count() == 2
    assert complaints == []
