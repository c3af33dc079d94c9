"""Real parts that many tests share, built once for the whole run: a home made by the demo, a browser, a server."""

import csv
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

REPO = Path(__file__).resolve().parents[1]
ERMINE = Path(sys.executable).with_name("ermine")
CHROMIUM = Path("/usr/bin/chromium")
CHROMIUM_FLAGS = [
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@dataclass(frozen=True)
class Ran:
    """What one `ermine` command did."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON object on standard output."""
        return json.loads(self.out)


@dataclass(frozen=True)
class Place:
    """A home of its own, with its own registry and key, and the command line pointed at them."""

    folder: Path
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def home(self) -> Path:
        """The ERMINE_HOME of this place."""
        return self.folder / "home"

    @property
    def env(self) -> dict[str, str]:
        """The environment of every command run here."""
        return {
            **{key: value for key, value in os.environ.items() if not key.startswith("ERMINE_")},
            "ERMINE_HOME": str(self.home),
            "MLFLOW_TRACKING_URI": f"sqlite:///{self.folder}/mlruns/mlflow.db",
            "OMP_NUM_THREADS": "1",
            "COLUMNS": "200",
            **self.settings,
        }

    def run(self, *arguments: object, env: dict[str, str] | None = None) -> Ran:
        """Run the real console script and return how it ended."""
        done = subprocess.run(
            [str(ERMINE), *map(str, arguments)],
            capture_output=True, text=True, env={**self.env, **(env or {})}, cwd=REPO, timeout=600, check=False,
        )  # fmt: skip
        return Ran(done.returncode, done.stdout, done.stderr)

    def told(self, step: str) -> Any:
        """What a command said in JSON when this place was built."""
        return json.loads((self.folder / f"{step}.json").read_text())

    def key(self, role: str, *options: object) -> str:
        """A new key of this home."""
        made = self.run("key", "create", "--role", role, "--purpose", "test", "--json", *options)
        assert made.code == 0, made.err
        return str(made.json["key"])

    def copy_to(self, folder: Path) -> "Place":
        """This place again, elsewhere, with its own registry, for a test that changes it."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        if (record := folder / "home" / "home.toml").exists():
            record.write_text(record.read_text("utf-8").replace(str(self.folder), str(folder)), "utf-8")
        return replace(self, folder=folder)

    def setting(self, **settings: str) -> "Place":
        """This place with more environment variables."""
        return replace(self, settings={**self.settings, **settings})


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Files stay together, and some of them with each other; only asked for with several workers."""
    from tests.scheduling import together

    return together(config, log)


def built_once(tmp_path_factory: pytest.TempPathFactory, name: str, build: Callable[[Path], None]) -> Path:
    """A folder that the first worker to ask builds and that every worker then reads."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    shared = Path(os.environ.get("ERMINE_TEST_PLACES", shared))  # kept from run to run, to work on one test
    folder = shared / f"shared-{name}"
    with FileLock(shared / f"{name}.lock"):
        if not (folder / ".built").exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            build(folder)
            (folder / ".built").touch()
    return folder


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test marked `db` that uses a database runs on SQLite and on PostgreSQL."""
    if "database" in metafunc.fixturenames and metafunc.definition.get_closest_marker("db"):
        metafunc.parametrize("database", ["sqlite", "postgresql"], indirect=True)


@dataclass(frozen=True)
class Cluster:
    """A PostgreSQL server that the suite started for itself, reached through a socket in its folder."""

    folder: Path
    binaries: Path

    def start(self) -> None:
        """Make the files and start the server; durability is not what these tests are about."""
        self._as_postgres(
            "initdb", "-D", self._data, "-A", "trust", "-U", "ermine", "-E", "UTF8", "--no-sync"
        )
        fast = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200"
        fast = f"{fast} -c listen_addresses= -k {self.folder}"
        log = self.folder / "log"
        self._as_postgres("pg_ctl", "-D", self._data, "-w", "-l", log, "-o", fast, "start")

    def stop(self) -> None:
        """End the server and remove its files."""
        self._as_postgres("pg_ctl", "-D", self._data, "-m", "immediate", "-w", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def new_database(self) -> str:
        """The address of an empty schema, which costs less than a database and can hold as much."""
        import psycopg

        name = f"t{time.monotonic_ns()}"
        with psycopg.connect(f"host={self.folder} user=ermine dbname=postgres", autocommit=True) as conn:
            conn.execute(f"CREATE SCHEMA {name}")
        return f"postgresql://ermine@/postgres?host={self.folder}&options=-csearch_path%3D{name}"

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def _as_postgres(self, program: str, *arguments: object) -> None:
        """PostgreSQL refuses to run as root."""
        user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        command = [*user, str(self.binaries / program), *map(str, arguments)]
        subprocess.run(command, check=True, cwd=self.folder, stdout=subprocess.DEVNULL)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """PostgreSQL, started once; absent, the test is skipped, except in CI where that is a failure."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        message = "PostgreSQL is absent: install Debian's postgresql to run these tests on it"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    folder = Path(tempfile.mkdtemp(prefix="ermine-pg-", dir="/tmp"))  # a socket's path must be short
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    server = Cluster(folder, found[-1].parent)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], str]:
    """Gives the address of an empty database of that name: SQLite, and for tests marked `db` PostgreSQL too."""
    if getattr(request, "param", "sqlite") == "sqlite":
        return lambda name: f"sqlite:///{tmp_path / name}.db"
    made: dict[str, str] = {}
    cluster: Cluster = request.getfixturevalue("cluster")
    return lambda name: made.setdefault(name, cluster.new_database())


@pytest.fixture(scope="session")
def registry_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty, migrated MLflow database: a new one takes many seconds to migrate."""

    def build(folder: Path) -> None:
        program = "import sys; from training.registry.store import open_registry; open_registry(sys.argv[1])"
        subprocess.run([sys.executable, "-c", program, f"sqlite:///{folder}/mlflow.db"], check=True, cwd=REPO)

    return built_once(tmp_path_factory, "registry", build) / "mlflow.db"


def fresh_place(folder: Path, registry_template: Path) -> Place:
    """An empty home with a registry that is already migrated."""
    (folder / "mlruns").mkdir(parents=True, exist_ok=True)
    shutil.copyfile(registry_template, folder / "mlruns" / "mlflow.db")
    return Place(folder)


@pytest.fixture
def place(tmp_path: Path, registry_template: Path) -> Place:
    """An empty home for one test; its path has a space and a letter beyond ASCII in it."""
    return fresh_place(tmp_path / "ä place", registry_template)


@pytest.fixture(scope="session")
def demo_place(tmp_path_factory: pytest.TempPathFactory, registry_template: Path) -> Place:
    """A home in which `ermine demo` has run on 600 invented people; read it, do not change it."""

    def build(folder: Path) -> None:
        ran = fresh_place(folder, registry_template).run(
            "demo", "--no-serve", "--employees", 600, "--months", 24, "--json"
        )
        assert ran.code == 0, ran.err
        (folder / "demo.json").write_text(ran.out)

    return Place(built_once(tmp_path_factory, "demo", build))


@pytest.fixture(scope="session")
def company_place(tmp_path_factory: pytest.TempPathFactory, registry_template: Path) -> Place:
    """A home brought up command by command, as a user's own data would be; read it, do not change it."""

    def build(folder: Path) -> None:
        place = fresh_place(folder, registry_template)
        steps = {
            "sample": ("sample", "--out", folder / "tables", "--employees", 900, "--months", 30, "--seed", 3),
            "import": ("import", folder / "tables"),
            "train": ("train", "--horizon", 180, "--horizon", 90),
            "run": ("run",),
        }
        for name, step in steps.items():
            ran = place.run(*step, "--json")
            assert ran.code == 0, f"{name}: {ran.err}{ran.out}"
            (folder / f"{name}.json").write_text(ran.out)

    return Place(built_once(tmp_path_factory, "company", build))


@pytest.fixture(scope="session", autouse=True)
def first_home(request: pytest.FixtureRequest) -> None:
    """Lets two workers build the two large homes side by side: asked for in turn, one would wait for the other."""
    wanted = {"gw0": "demo_place", "gw1": "company_place"}.get(os.environ.get("PYTEST_XDIST_WORKER", ""))
    if wanted is not None and any(wanted in item.fixturenames for item in request.session.items):
        request.getfixturevalue(wanted)


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Servers:
    """Starts `ermine serve` in places; all are stopped together."""

    def __init__(self) -> None:
        self.running: list[subprocess.Popen[bytes]] = []

    def start(self, place: Place, feedback_port: int | None = None, *more: object) -> str:
        """The address of a server that answers; with a port, the feedback pages are served on it too."""
        port = free_port()
        options = [*(["--no-feedback"] if feedback_port is None else []), *map(str, more)]
        env = {**place.env, "ERMINE_FEEDBACK_PORT": str(feedback_port or 0)}
        with (place.folder / "serve.log").open("wb") as log:
            command = [str(ERMINE), "serve", "--port", str(port), *options]
            self.running.append(subprocess.Popen(command, env=env, cwd=REPO, stdout=log, stderr=log))
        address = f"http://127.0.0.1:{port}"
        for _ in range(480):
            if self.running[-1].poll() is not None:
                break
            try:
                with urllib.request.urlopen(f"{address}/healthz", timeout=2):
                    return address
            except OSError:
                time.sleep(0.25)
        raise AssertionError((place.folder / "serve.log").read_text())

    def stop(self) -> None:
        """End every server and wait for it."""
        for server in self.running:
            server.terminate()
        for server in self.running:
            server.wait(60)  # a worker that is just starting is waited for


@pytest.fixture(scope="session")
def new_servers() -> Callable[[], Servers]:
    """Makes servers that a fixture of a wider scope stops by itself."""
    return Servers


@pytest.fixture
def servers() -> Iterator[Servers]:
    """Servers for one test."""
    made = Servers()
    yield made
    made.stop()


@pytest.fixture
def serve(servers: Servers) -> Callable[[Place], str]:
    """Start `ermine serve` in a place and return its address; every server is stopped at the end."""
    return servers.start


@pytest.fixture(scope="session")
def asked_place(tmp_path_factory: pytest.TempPathFactory, registry_template: Path) -> Place:
    """A home with 150 invented people in which round `spring` is open and its links are in links.csv; copy it."""

    def build(folder: Path) -> None:
        place = fresh_place(folder, registry_template)
        tables = folder / "tables"
        for step in (
            ("sample", "--out", tables, "--employees", 150, "--months", 12, "--seed", 5),
            ("import", tables),
            ("round", "open", "spring"),
            ("round", "tokens", "spring", "--out", folder / "links.csv"),
        ):
            ran = place.run(*step)
            assert ran.code == 0, f"{step}: {ran.err}{ran.out}"
            for closed_rounds in (
                "surveys",
                "comments",
            ):  # would be read by the classifier, which takes its time
                (tables / f"{closed_rounds}.csv").unlink(missing_ok=True)

    return Place(built_once(tmp_path_factory, "asked", build))


@dataclass(frozen=True)
class Asked:
    """A served home with an open round: where its feedback pages and its lists are, and links that nobody has used."""

    place: Place
    address: str
    lists: str
    links: list[str]

    def link(self) -> str:
        """The address of a link that is used by nobody else."""
        return self.address + self.links.pop()

    @property
    def database(self) -> Path:
        """The feedback database."""
        return self.place.home / "feedback.db"


def served(folder: Path, asked_place: Place, servers: Servers) -> Asked:
    """`ermine serve` with its feedback pages, in a copy of the place in which a round is open."""
    place, port = asked_place.copy_to(folder), free_port()
    with (place.folder / "links.csv").open(encoding="utf-8") as file:
        links = ["/" + row["link"].split("/", 3)[3] for row in csv.DictReader(file)]
    lists = servers.start(place, port)
    return Asked(place, f"http://127.0.0.1:{port}", lists, links)


@pytest.fixture(scope="session")
def build_once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Callable[[Path], None]], Path]:
    """Builds a folder that the whole run shares, for a fixture of one package of tests."""
    return lambda name, build: built_once(tmp_path_factory, name, build)


@pytest.fixture(scope="session")
def serve_asked() -> Callable[[Path, Place, Servers], Asked]:
    """Serves a copy of a place with an open round."""
    return served


@pytest.fixture(scope="session")
def asked(tmp_path_factory: pytest.TempPathFactory, asked_place: Place) -> Iterator[Asked]:
    """A served open round that many tests share: each uses links of its own, and none closes it."""
    servers = Servers()
    yield served(tmp_path_factory.mktemp("asked") / "place", asked_place, servers)
    servers.stop()


@pytest.fixture
def own_asked(tmp_path: Path, asked_place: Place, servers: Servers) -> Asked:
    """A served open round for one test, which may close it or end its server (`servers`)."""
    return served(tmp_path / "place", asked_place, servers)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Headless Chromium; absent, the test is skipped, except in CI where that is a failure."""
    if not CHROMIUM.exists():
        message = f"{CHROMIUM} is absent: install Debian's chromium to run the browser tests"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=CHROMIUM_FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def axe() -> Callable[[Any], list[str]]:
    """What axe-core finds on the page of a tab that is serious or critical, each with where it stands."""
    program = (REPO / "tests" / "vendor" / "axe-core" / "axe.min.js").read_text("utf-8")
    look = """async () => (await axe.run(document, {resultTypes: ['violations']})).violations
        .filter(found => ['serious', 'critical'].includes(found.impact))
        .map(found => found.id + ': ' + found.nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(' | '))"""

    def findings(tab: Any) -> list[str]:
        tab.evaluate(program)
        return [f"{tab.url} {found}" for found in tab.evaluate(look)]

    return findings


@pytest.fixture(scope="session")
def spark_settings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what makes Spark quick on a few rows; SPARK_CONF_DIR points Spark to it.

    Absent Spark or Java, the test is skipped, except in CI where that is a failure.
    """
    from features.engines.spark_session import SparkUnavailable, require_spark

    try:
        require_spark()
    except SparkUnavailable as absent:
        if os.environ.get("CI") == "true":
            pytest.fail(str(absent))
        pytest.skip(str(absent))
    folder = tmp_path_factory.mktemp("spark-conf")
    quick = {
        "spark.sql.shuffle.partitions": 2,
        "spark.sql.adaptive.enabled": "false",  # planning again after each step costs more than the step
        "spark.driver.memory": "1g",
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1",  # a short life is not worth the second compiler
    }
    (folder / "spark-defaults.conf").write_text("".join(f"{key} {value}\n" for key, value in quick.items()))
    return folder


@pytest.fixture(scope="session")
def spark(spark_settings: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The one Spark session of the suite: its files are kept together, so that one worker runs them all."""
    from features.engines.spark_session import spark_session

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARK_CONF_DIR", str(spark_settings))
        with spark_session("local[2]", tmp_path_factory.mktemp("spark")) as session:
            yield session


@pytest.fixture(scope="session")
def public_data() -> Path:
    """Public teaching tables, which are not part of the project; absent, the test is skipped."""
    folder = Path(os.environ.get("ERMINE_SHARED_DATA", REPO.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"public data is absent: {folder} (set ERMINE_SHARED_DATA)")
    return folder
