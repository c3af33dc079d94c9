"""Which registry a home uses: as told by MLFLOW_TRACKING_URI, else mlruns/ where the home was made."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from data_contracts.errors import Conflict
from ermine.home import Home
from ermine.settings import Settings

if TYPE_CHECKING:
    from training.registry.store import Registry


class OtherRegistry(Conflict):
    """The home's models are in another registry than the one named now."""


@dataclass(frozen=True)
class Store:
    """Where the registry is: an absolute URI, and the artifact folder when the store is ours to place."""

    uri: str
    artifacts: Path | None


def default_store() -> Store:
    """`mlruns/` in the working folder: a SQLite store with its artifacts beside it."""
    folder = Path("mlruns").absolute()
    return Store(f"sqlite:///{folder / 'mlflow.db'}", folder / "artifacts")


def mlflow_pages(settings: Settings, home: Home) -> str:
    """Where MLflow's own pages are: the registry's address if that is a server's and holds no password, else empty."""
    uri = settings.tracking_uri or (home.record.tracking_uri if home.record else "")
    parts = urlsplit(uri)
    return uri.rstrip("/") if parts.scheme in ("http", "https") and "@" not in parts.netloc else ""


def store_of(settings: Settings, home: Home) -> Store:
    """The store that this home uses, as recorded at its first training."""
    record = home.record
    if settings.tracking_uri:
        store = Store(settings.tracking_uri, _artifacts_beside(settings.tracking_uri))
    elif record and record.tracking_uri:
        store = Store(record.tracking_uri, _artifacts_beside(record.tracking_uri))
    else:
        store = default_store()
    if record and record.tracking_uri and record.tracking_uri != store.uri:
        raise OtherRegistry(
            f"The models of {home.path} are in {record.tracking_uri}, but MLFLOW_TRACKING_URI is {store.uri}.",
            remedy="Unset MLFLOW_TRACKING_URI, or change tracking_uri in home.toml if the registry has moved.",
        )
    return store


def open_home_registry(settings: Settings, home: Home) -> "Registry":
    """Open the home's registry and remember where it is."""
    from training.registry.store import open_registry

    store = store_of(settings, home)
    registry = open_registry(store.uri, store.artifacts)
    if (record := home.record) and not record.tracking_uri:
        home.update(tracking_uri=registry.tracking_uri)
    return registry


def _artifacts_beside(uri: str) -> Path | None:
    """A SQLite store keeps its artifacts in the folder beside it; a server places its own."""
    if not uri.startswith("sqlite:///"):
        return None
    return Path(uri.removeprefix("sqlite:///")).absolute().parent / "artifacts"
