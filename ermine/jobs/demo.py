"""The main job on invented people: sample company, import, training, outreach run, keys, pages."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from data_contracts.catalogue import FEEDBACK
from data_contracts.errors import Conflict, LakeEmpty
from data_contracts.lake import Lake
from ermine.cli.console import Talk
from ermine.clock import calendar_day
from ermine.home import COMPANY, Home, HomeRecord
from ermine.jobs.beside import feedback_pages
from ermine.jobs.champions import champion_of
from ermine.jobs.demo_round import OPEN_NOW, open_demo_round, unused_link
from ermine.jobs.historic_rounds import take_rounds
from ermine.jobs.importing import COMPANY_MODEL, import_company
from ermine.jobs.keys import WITH_PAGES, issue_key, latest_managers
from ermine.jobs.outreach import make_outreach
from ermine.jobs.rounds import release_feedback_round, rounds_of
from ermine.jobs.serving import build_app, free_port, serve_app
from ermine.jobs.training import train_home
from ermine.sample.write import LAST_DAY, write_sample
from ermine.settings import Settings, load_settings
from serving.access.roles import Role

PORTS_TRIED = 20
KEY_DAYS = 7


class NotADemoHome(Conflict):
    """This home holds other data than this demo's, and a demo never mixes with real data."""


@dataclass(frozen=True)
class DemoKeys:
    """What to sign in with: one single-use key for each role that has a page, and the HR system's bearer key."""

    sign_in: dict[str, str]
    hr_system: str
    er_manager: str


def play_demo(talk: Talk, employees: int, months: int, seed: int, port: int, *, serve: bool) -> None:
    """Do what is not done yet, then print the address and the keys and serve."""
    settings = load_settings()
    home = Home(settings.home)
    talk.say(f"Ermine on invented people, in {_short(home.path)}: what is there already is kept.")
    _claim(home, f"employees={employees} months={months} seed={seed}")
    _sample(talk, home, employees, months, seed)
    _import(talk, settings, home)
    _rounds(talk, settings, home)
    _train(talk, settings, home)
    run_id = _run(talk, settings)
    _open_now(talk, settings, home)
    keys = _keys(settings)
    if not serve:
        return _tell(talk, home, run_id, keys, "", "")
    chosen = free_port(settings.host, port, PORTS_TRIED)
    feedback = free_port(settings.host, settings.feedback_port, PORTS_TRIED, "ERMINE_FEEDBACK_PORT")
    app, address = build_app(settings), f"http://{settings.host}"
    with feedback_pages(feedback):
        _tell(talk, home, run_id, keys, f"{address}:{chosen}/", f"{address}:{feedback}/{unused_link(home)}")
        return serve_app(app, settings.host, chosen)


def _claim(home: Home, wanted: str) -> None:
    home.refuse_other(COMPANY)
    home.create()
    record = home.record
    if record is None:
        home.write(HomeRecord(source=COMPANY, model=COMPANY_MODEL, demo=wanted))
    elif record.demo != wanted:
        holds = f"a demo with {record.demo}" if record.demo else "data of its own"
        raise NotADemoHome(
            f"The home {home.path} holds {holds}, not a demo with {wanted}.",
            remedy="Set ERMINE_HOME to another folder, or remove this one if it is no longer needed.",
        )


def _sample(talk: Talk, home: Home, employees: int, months: int, seed: int) -> None:
    if (home.sample / "truth.json").exists():
        talk.say(f"[dim]Sample company: already in {home.sample}[/dim]")
        return
    with home.writing("demo"), talk.progress("sample") as tick:
        write_sample(home.sample, employees, months, seed, tick=tick)


def _import(talk: Talk, settings: Settings, home: Home) -> None:
    try:
        lake = Lake(home.path).current()
        talk.say(f"[dim]Import: already in the lake, covering {lake.manifest.covers_until}[/dim]")
    except LakeEmpty:
        with talk.progress("import") as tick:
            # The company ends on a day of its own, whatever the calendar on the wall says.
            today = max(calendar_day(settings), LAST_DAY + timedelta(days=1))
            import_company(settings, home.sample, True, today, tick)


def _rounds(talk: Talk, settings: Settings, home: Home) -> None:
    """The company's closed feedback rounds: redacted, read, released."""
    if rounds_of(settings):
        talk.say("[dim]Feedback rounds: already released[/dim]")
        return
    files = {name: home.sample / f"{name}.csv" for name in FEEDBACK}
    with talk.progress("rounds") as tick:
        taken = take_rounds(settings, files, tick)
    for round_id in taken.taken:
        release_feedback_round(settings, round_id)


def _train(talk: Talk, settings: Settings, home: Home) -> None:
    champion = champion_of(home, COMPANY_MODEL)
    if champion is not None:
        talk.say(f"[dim]Training: {champion.name} version {champion.version} already serves[/dim]")
        return
    with talk.progress("train") as tick:
        outcome = train_home(settings, horizon_days=None, name=None, promote_it=True, tick=tick)
    for reason in outcome.trained.verdict.reasons:
        talk.say(f"[yellow]Not promoted:[/yellow] {reason.message}")


def _run(talk: Talk, settings: Settings) -> str:
    with talk.progress("run") as tick:
        return make_outreach(settings, None, tick).stored.run_id


def _open_now(talk: Talk, settings: Settings, home: Home) -> None:
    """A round in which somebody can answer, and things that a concern handler can read."""
    with talk.progress("round") as tick:
        receipt = open_demo_round(settings, home, tick)
    if receipt is None:
        talk.say(f"[dim]Round {OPEN_NOW}: already open[/dim]")
    else:
        talk.say(f"Round {OPEN_NOW} is open; somebody sent something serious and got the receipt {receipt}")


def _keys(settings: Settings) -> DemoKeys:
    """One key for each role that has a page; the ER manager's is of the first one by id."""
    manager = latest_managers(settings)[0]
    sign_in = {}
    for role in WITH_PAGES:
        whom = manager.er_manager_id if role is Role.ER_MANAGER else None
        issued = issue_key(settings, role, purpose="demo", days=KEY_DAYS, er_manager_id=whom, sign_in=True)
        sign_in[role.value] = issued.text
    bearer = issue_key(settings, Role.HR_SYSTEM, purpose="demo", days=KEY_DAYS)
    return DemoKeys(sign_in, bearer.text, f"{manager.name} ({manager.er_manager_id})")


def _tell(talk: Talk, home: Home, run_id: str, keys: DemoKeys, url: str, link: str) -> None:
    talk.say()
    talk.say(f"[bold]Ermine is ready[/bold] with invented people in {_short(home.path)} (run {run_id}).")
    if url:
        talk.say(f"Open [bold]{url}[/bold] and sign in with one of these keys; each sign-in key works once:")
    for role, key in keys.sign_in.items():
        who = f"{role} {keys.er_manager}" if role == Role.ER_MANAGER else role
        talk.say(f"  {who:<36} [bold]{key}[/bold]")
    talk.say(f"  {'hr_system (API, bearer)':<36} [bold]{keys.hr_system}[/bold]")
    if link:
        talk.say(f"Give feedback as an employee (this link works once): [bold]{link}[/bold]")
    talk.say(
        "[dim]Another key: .venv/bin/ermine key create --role er_manager --er-manager ID --sign-in[/dim]"
    )
    result = {
        "home": home.path,
        "run_id": run_id,
        "url": url,
        "feedback_link": link,
        "sign_in_keys": keys.sign_in,
        "hr_system_key": keys.hr_system,
    }
    talk.finish(
        result,
        then="Ctrl-C ends the server; `make demo` starts it again" if url else ".venv/bin/ermine serve",
    )


def _short(path: Path) -> str:
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
