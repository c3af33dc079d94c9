"""Where experiments, runs and versions are kept, and how files get in and out of it."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from data_contracts.errors import NotFound, Unavailable
from training.champion import check_name
from training.registry.engine import MlflowClient, MlflowException, quiet

SQLITE = "sqlite:///"


class RegistryUnavailable(Unavailable):
    """The model registry does not answer."""


class ArtifactAbsent(NotFound):
    """The registry holds no such file for this version."""


@dataclass(frozen=True)
class Registry:
    """An open MLflow store: `tracking_uri` is absolute, `artifact_root` None lets a remote server choose."""

    client: MlflowClient
    tracking_uri: str
    artifact_root: Path | None

    def experiment(self, name: str) -> str:
        """Id of the experiment that holds the trainings of the model `name`; made on first use."""
        check_name(name)
        found = self.client.get_experiment_by_name(name)
        if found is not None:
            return str(found.experiment_id)
        place = None if self.artifact_root is None else (self.artifact_root / name).as_uri()
        return str(self.client.create_experiment(name, artifact_location=place))

    def read(self, run_id: str, path: str) -> bytes:
        """The bytes of one file of a run; `ArtifactAbsent` when it is not there."""
        with tempfile.TemporaryDirectory() as folder:
            try:
                return Path(self.client.download_artifacts(run_id, path, folder)).read_bytes()
            except (MlflowException, OSError) as error:
                raise ArtifactAbsent(f"run {run_id}: no file {path} in the registry") from error


def open_registry(tracking_uri: str, artifact_root: Path | None = None) -> Registry:
    """Open the store at `tracking_uri`; a SQLite file and its folder are made on first use (2 to 10 seconds)."""
    uri = absolute_uri(tracking_uri)
    if uri.startswith(SQLITE):
        Path(uri.removeprefix(SQLITE)).parent.mkdir(parents=True, exist_ok=True)
    root = None if artifact_root is None else artifact_root.absolute()
    try:
        with quiet():
            client = MlflowClient(tracking_uri=uri, registry_uri=uri)
            client.search_experiments(max_results=1)
            client.search_registered_models(max_results=1)
    except (MlflowException, SQLAlchemyError, OSError) as error:
        raise RegistryUnavailable(
            f"MLflow store {_without_password(uri)}: {str(error).splitlines()[0]}",
            remedy="Check MLFLOW_TRACKING_URI; the default is sqlite:///mlruns/mlflow.db.",
        ) from error
    return Registry(client=client, tracking_uri=uri, artifact_root=root)


def absolute_uri(tracking_uri: str) -> str:
    """A SQLite address with its file as an absolute path; any other address as it is."""
    if not tracking_uri.startswith(SQLITE):
        return tracking_uri
    return SQLITE + str(Path(tracking_uri.removeprefix(SQLITE)).absolute())


def _without_password(uri: str) -> str:
    scheme, separator, rest = uri.partition("://")
    return scheme + separator + rest.rpartition("@")[2]
