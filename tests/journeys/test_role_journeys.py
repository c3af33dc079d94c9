"""What each role does in a browser, from a key or a link to the end: quiet, and alone on the network."""

import json
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest

pytestmark = pytest.mark.slow

DESK, PHONE = (1280, 800), (360, 740)


@pytest.fixture
def visit(browser: Any, site: Any) -> Iterator[Callable[..., Any]]:
    """Opens tabs; at the end no tab may have complained or asked another host."""
    contexts, faults = [], []

    def open_tab(size: tuple[int, int] = DESK, scripts: bool = True) -> Any:
        shape = {"width": size[0], "height": size[1]}
        contexts.append(browser.new_context(viewport=shape, java_script_enabled=scripts))
        tab = contexts[-1].new_page()
        tab.set_default_timeout(60_000)
        tab.on("console", lambda message: faults.append(f"{tab.url} console: {message.text}"))
        tab.on("pageerror", lambda error: faults.append(f"{tab.url} error: {error}"))
        tab.on("request", lambda sent: None if sent.url.startswith(site.here) else faults.append(sent.url))
        return tab

    yield open_tab
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture
def signed_in(visit: Callable[..., Any], site: Any) -> Callable[..., Any]:
    """A tab in which somebody of a role has signed in with the keyboard."""

    def enter(role: str, size: tuple[int, int] = DESK) -> Any:
        tab = visit(size)
        tab.goto(f"{site.here}/sign-in")
        tab.wait_for_function("document.activeElement.id === 'key'")
        tab.keyboard.type(site.keys[role])
        tab.keyboard.press("Enter")
        tab.wait_for_url(lambda url: "sign-in" not in url)
        return tab

    return enter


def fits(tab: Any) -> bool:
    """Whether the page is no wider than the screen."""
    return bool(tab.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def reach(tab: Any, wanted: Any) -> None:
    """Press Tab until the focus is there, where it can be seen."""
    for _ in range(150):
        tab.keyboard.press("Tab")
        if wanted.evaluate("it => it === document.activeElement"):
            ring = "it => getComputedStyle(it).outlineStyle + getComputedStyle(it.closest('label') || it).outlineStyle"
            assert wanted.evaluate(ring) != "nonenone", f"{wanted}: the focus cannot be seen"
            return
    raise AssertionError(f"{wanted} cannot be reached by the keyboard")


def test_an_er_manager_gets_from_mondays_list_to_a_logged_contact(signed_in: Any, pictures: Any) -> None:
    """By keyboard alone: skip to the list, log the first person's talk with a next step, read it on their page."""
    tab = signed_in("er_manager")
    line = tab.locator("ol.people > li:has(h2 a[href^='/people/'])").first
    who = line.locator("h2").inner_text()
    tab.screenshot(path=pictures / "journey-er-manager-monday.png")
    reach(tab, tab.get_by_role("link", name="Skip to the content"))
    tab.keyboard.press("Enter")
    reach(tab, line.locator("summary", has_text="Log the conversation"))
    tab.keyboard.press("Enter")
    reach(tab, line.get_by_label("workload", exact=True).first)
    tab.keyboard.press("Space")
    reach(tab, line.locator("form:has(input[name=next_step]) input[name=next_step]"))
    tab.keyboard.type("Look at the shifts together")
    reach(tab, line.locator("input[name=next_on]"))
    tab.keyboard.type("07202026")
    tab.keyboard.press("Enter")
    done = tab.locator("ol.people > li.over", has_text=who)
    done.wait_for()
    here = done.locator("article").element_handle()
    tab.wait_for_function(
        "it => it === document.activeElement", arg=here
    )  # the keyboard goes on where it was
    reach(tab, done.get_by_role("link", name=who))
    tab.keyboard.press("Enter")
    tab.get_by_text("Look at the shifts together").first.wait_for()
    tab.get_by_text("About workload", exact=True).wait_for()
    tab.screenshot(path=pictures / "journey-er-manager-person.png", full_page=True)


def test_a_data_scientist_compares_and_requests_a_promotion(signed_in: Any, site: Any, pictures: Any) -> None:
    """A challenger on file stands beside the champion; the request is one that the command line lists."""
    papers = site.place.home / "models" / "attrition" / "papers"
    shutil.copytree(papers / "1", papers / "2")
    version = json.loads((papers / "2" / "version.json").read_text())
    (papers / "2" / "version.json").write_text(json.dumps({**version, "version": 2}))
    (papers / "2" / "decisions.json").write_text("{}")
    tab = signed_in("data_scientist")
    tab.get_by_role("region", name="Champion and version 2 side by side").wait_for()
    tab.get_by_label("Why", exact=True).fill("The same figures, for practice.")
    tab.screenshot(path=pictures / "journey-data-scientist.png")
    tab.get_by_role("button", name="File the request").first.click()
    tab.get_by_text("until they act, nothing changes").wait_for()
    listed = site.place.run("models", "requests", "--json").json["requests"]
    assert [(one["version"], one["reason"]) for one in listed] == [(2, "The same figures, for practice.")]


def test_an_employee_contests_and_the_privacy_officer_answers(
    visit: Any, signed_in: Any, site: Any, pictures: Any
) -> None:
    """On a phone without scripts the employee contests; the officer answers the person and the contest; both see it."""
    officer = signed_in("dpo")
    made = site.place.run("subject", "E000042", "--link", "--base-url", site.here, "--json")
    employee = visit(PHONE, scripts=False)
    employee.goto(made.json["link"])
    employee.get_by_role("button", name="Open my page").click()
    employee.get_by_label("Say in your own words").fill("I work in another unit since May.")
    employee.get_by_role("button", name="Contest").click()
    employee.get_by_text("Nobody sees a line about you until a person has answered.").wait_for()
    employee.screenshot(path=pictures / "journey-employee-contest.png", full_page=True)

    officer.get_by_label("Employee id").fill("E000042")
    officer.keyboard.press("Enter")
    officer.get_by_role("heading", name="Who looked").wait_for()
    assert "employees" in officer.locator("section[aria-labelledby=held]").inner_text().lower()
    officer.screenshot(path=pictures / "journey-privacy-officer-person.png")
    officer.get_by_role("link", name="Back to Privacy").click()
    officer.get_by_text("I work in another unit since May.").wait_for()
    officer.get_by_label("They are right").check()
    officer.get_by_label("What you tell them").fill("You are right; the HR system is corrected.")
    officer.get_by_role("button", name="Answer").last.click()
    officer.get_by_text("the person sees it on their page").wait_for()

    employee.reload()
    employee.get_by_text("The answer: You are right; the HR system is corrected.").wait_for()


def test_a_concern_handler_reads_and_acknowledges_on_a_phone(signed_in: Any, pictures: Any) -> None:
    """From the queue to the words of one concern, which is then no longer new."""
    tab = signed_in("concern_handler", PHONE)
    tab.locator("main h2 a").first.click()
    tab.get_by_role("button", name="I have read it").click()
    tab.get_by_role("button", name="I have read it").wait_for(state="detached")
    assert fits(tab)
    tab.screenshot(path=pictures / "journey-concern-handler.png", full_page=True)
