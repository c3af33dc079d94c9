"""Take the pictures of the documentation from the demo company: `python docs/pictures/make.py [NAME ...]`.

Runs `ermine demo`, which keeps what is there already, serves it, signs in as each role and saves what a browser
shows, in at most 128 colours. Needs Chromium at /usr/bin/chromium and the `dev` extra. All people are invented.
"""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent
ERMINE = Path(sys.executable).with_name("ermine")
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
PHONE, DESK = (360, 740), (1100, 780)
EMPLOYEE = "employee"


@dataclass(frozen=True)
class Shot:
    """One picture: who looks, at which address, what they do first, and from which element on."""

    name: str
    role: str
    path: str
    do: Callable[[Any], None] = lambda _: None
    top: str = ""
    size: tuple[int, int] = DESK


def to_first_person(tab: Any) -> None:
    """Open the first person of the list who is on it because of the score."""
    tab.locator("ol.people > li:has(.reasons) h2 a").first.click()
    tab.wait_for_selector("table.sum")


def log_form(tab: Any) -> None:
    """Open the form in which a conversation is logged."""
    tab.locator("ol.people > li").nth(1).get_by_text("Log the conversation").click()


def to_a_team(tab: Any) -> None:
    """Open the first unit below the company that has figures."""
    tab.locator(".units li:not(.quiet) h2 a").nth(1).click()
    tab.wait_for_selector("svg.trend")


def to_first_concern(tab: Any) -> None:
    """Open the first concern of the queue."""
    tab.locator("main h2 a").first.click()
    tab.wait_for_url("**/concerns/*")


SHOTS = (
    Shot("week", "er_manager", "/week", size=(1200, 900)),
    Shot("log", "er_manager", "/week", log_form, "ol.people > li:nth-of-type(2)"),
    Shot("person", "er_manager", "/week", to_first_person, "section[aria-labelledby=why]"),
    Shot("team", "er_lead", "/team"),
    Shot("unit", "er_lead", "/units", to_a_team),
    Shot("impact", "er_lead", "/impact"),
    Shot("model", "data_scientist", "/model", top="section[aria-labelledby=skill]"),
    Shot("use", "data_scientist", "/model", top="section[aria-labelledby=use]", size=(1100, 620)),
    Shot("concern", "concern_handler", "/concerns", to_first_concern, size=(1100, 620)),
    Shot("privacy", "dpo", "/privacy", size=(1100, 620)),
    Shot("feedback", "nobody", "feedback", size=PHONE),
    Shot("me", EMPLOYEE, "/me", size=PHONE),
)


def said(*command: str) -> dict[str, Any]:
    """What an `ermine` command says with --json."""
    ran = subprocess.run([str(ERMINE), *command, "--json"], stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_ready(url: str) -> None:
    """Until the server answers; gives up after two minutes."""
    for _ in range(240):
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=2):
                return
        except OSError:
            time.sleep(0.5)
    raise SystemExit("the server did not start")


def signed_in(browser: Any, url: str, role: str, keys: dict[str, str], size: tuple[int, int]) -> Any:
    """A tab of somebody who has just signed in; an employee comes by a link that opens once."""
    tab = browser.new_context(viewport={"width": size[0], "height": size[1]}).new_page()
    if role == EMPLOYEE:
        tab.goto(said("subject", "E000042", "--link", "--base-url", url)["link"])
        tab.get_by_role("button", name="Open my page").click()
    elif role in keys:
        tab.goto(url)
        tab.fill("input[name=key]", keys[role])
        tab.keyboard.press("Enter")
        tab.wait_for_url(lambda here: "sign-in" not in here)
    return tab


def save(tab: Any, shot: Shot) -> None:
    """The picture, from the shot's element on, with few colours so that it stays small."""
    whole = Image.open(BytesIO(tab.screenshot(full_page=True))).convert("RGB")
    box = tab.locator(shot.top).first.bounding_box() if shot.top else None
    above = max(0, int(box["y"] + tab.evaluate("scrollY")) - 20) if box else 0
    cut = whole.crop((0, above, shot.size[0], min(whole.height, above + shot.size[1])))
    file = HERE / f"{shot.name}.png"
    cut.quantize(128, dither=Image.Dither.NONE).save(file, optimize=True)
    print(f"{file} {file.stat().st_size // 1000} kB")


def main() -> None:
    """Serve the demo's home, take every picture (or those named), stop the server."""
    wanted = [shot for shot in SHOTS if len(sys.argv) == 1 or shot.name in sys.argv[1:]]
    keys: dict[str, str] = said("demo", "--no-serve")["sign_in_keys"]
    port, feedback = free_port(), free_port()
    url = f"http://127.0.0.1:{port}"
    env = {**os.environ, "ERMINE_FEEDBACK_PORT": str(feedback)}
    server = subprocess.Popen([str(ERMINE), "serve", "--port", str(port)], env=env, stdout=subprocess.DEVNULL)
    try:
        wait_until_ready(url)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
            tabs: dict[str, Any] = {}
            for shot in wanted:
                tab = tabs.get(shot.role) or signed_in(browser, url, shot.role, keys, shot.size)
                tabs[shot.role] = tab
                tab.set_viewport_size({"width": shot.size[0], "height": shot.size[1]})
                tab.goto(
                    f"http://127.0.0.1:{feedback}/{unused_link()}"
                    if shot.path == "feedback"
                    else url + shot.path
                )
                shot.do(tab)
                save(tab, shot)
    finally:
        server.terminate()
        server.wait(20)


def unused_link() -> str:
    """The part after the address of a link with which nobody has answered yet."""
    from ermine.home import Home
    from ermine.jobs.demo_round import unused_link as link
    from ermine.settings import load_settings

    return link(Home(load_settings().home))


if __name__ == "__main__":
    main()
