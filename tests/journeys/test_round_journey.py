"""A round of anonymous feedback through the pages: opened, handed out, answered on a phone, closed, released, read."""

import csv
import io
import socket
from pathlib import Path
from typing import Any

import httpx
import pytest

pytestmark = pytest.mark.slow
PATIENCE = 180_000


def signed_in(browser: Any, address: str, key: str, width: int = 1200) -> Any:
    """A page after signing in."""
    tab = browser.new_context(viewport={"width": width, "height": 900}, accept_downloads=True).new_page()
    tab.set_default_timeout(PATIENCE)
    tab.goto(f"{address}/sign-in")
    tab.fill("input[name=key]", key)
    tab.keyboard.press("Enter")
    tab.wait_for_url(lambda url: "sign-in" not in url)
    return tab


def take_links(admin: Any, round_id: str) -> list[dict[str, str]]:
    """The links of the round as the administrator downloads them, once."""
    item = admin.locator("li", has=admin.get_by_role("heading", name=round_id, exact=True))
    with admin.expect_download() as download:
        item.get_by_role("button").click()
    return list(csv.DictReader(io.StringIO(Path(download.value.path()).read_text("utf-8"))))


def answer_on_a_phone(browser: Any, link: str, folder: Path) -> None:
    """Open the link on a screen 360 wide, answer, write, send, and get a receipt."""
    tab = browser.new_context(viewport={"width": 360, "height": 740}).new_page()
    tab.set_default_timeout(PATIENCE)
    tab.goto(link)
    tab.screenshot(path=folder / "ask-360.png", full_page=True)
    tab.get_by_role("group", name="recommend").get_by_label("9", exact=True).check()
    tab.get_by_label("In your own words").fill("The new rota is fair and the canteen has got better.")
    tab.get_by_role("button", name="Send my answers").click()
    tab.get_by_role("heading", name="Thank you").wait_for()
    assert tab.evaluate("document.documentElement.scrollWidth") <= 360
    tab.screenshot(path=folder / "receipt-360.png", full_page=True)


def step(lead: Any, name: str, then: str) -> None:
    """Take a step behind its second click, and wait until another process has taken it."""
    item = lead.locator("li", has=lead.get_by_role("heading", name="journey", exact=True))
    item.get_by_text(f"{name} this round").click()
    item.get_by_role("button", name=f"{name} journey").click()
    item.get_by_text(then, exact=True).first.wait_for()


def test_a_round_from_the_lead_to_the_manager(
    demo_place: Any, tmp_path: Path, servers: Any, browser: Any
) -> None:
    """Lead, administrator, employees, lead, ER manager: each on their own page, and none sees more than they should."""
    place = demo_place.copy_to(tmp_path / "place")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address, feedback = servers.start(place, port), f"http://127.0.0.1:{port}"
    keys = place.told("demo")["sign_in_keys"]
    lead = signed_in(browser, address, keys["er_lead"])
    lead.goto(f"{address}/rounds")
    lead.get_by_label("Name", exact=True).fill("journey")
    lead.get_by_role("button", name="Open the round").click()
    lead.get_by_role("heading", name="journey", exact=True).wait_for()
    admin = signed_in(browser, address, keys["admin"])
    admin.goto(f"{address}/rounds")
    links = take_links(admin, "journey")
    assert len({row["link"] for row in links}) == len(links) > 400
    mine = [feedback + "/r/" + row["link"].split("/r/", 1)[1] for row in links[:32]]
    answer_on_a_phone(browser, mine[0], tmp_path)
    with httpx.Client(timeout=60) as client:
        for number, link in enumerate(mine[1:]):
            said = {"q.enps": str(number % 11), "q.trust_in_hr": str(1 + number % 5)}
            assert client.post(link, data=said).status_code == 202
    lead.goto(f"{address}/rounds")
    lead.screenshot(path=tmp_path / "rounds.png", full_page=True)
    step(lead, "Close", "Closed")
    step(lead, "Release", "Released")
    lead.screenshot(path=tmp_path / "released.png", full_page=True)
    units = f"{address}/units"
    lead.goto(units)
    lead.locator("ul.units h2 a").first.click()
    lead.get_by_role("heading", name="What people answered").wait_for()
    assert "Round journey" in lead.locator("main").inner_text()
    assert "32 answers" in lead.locator("main").inner_text()
    lead.screenshot(path=tmp_path / "unit.png", full_page=True)
    manager = signed_in(browser, address, keys["er_manager"])
    manager.goto(units)
    manager.locator("ul.units h2 a").first.click()
    manager.get_by_role("heading", name="What people answered").wait_for()
    assert "Round journey" in manager.locator("main").inner_text()
    assert "canteen" not in manager.locator("main").inner_text()
    assert httpx.get(mine[0]).status_code == 409
