"""MLflow, told before its first import to be quiet, to stay at home and to load no pickle.

Only this package imports MLflow. The settings below are read when `mlflow` is imported, which is why they stand
above it and why the rest of the package takes MLflow's names from here.
"""

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

os.environ["MLFLOW_ALLOW_PICKLE_DESERIALIZATION"] = "false"
os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"
os.environ.setdefault("MLFLOW_SKIP_PIP_REQUIREMENTS_CHECK", "true")
os.environ.setdefault("MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR", "false")
os.environ.setdefault("MLFLOW_LOGGING_LEVEL", "WARNING")
os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")  # a machine without git is no reason to warn


@contextmanager
def quiet() -> Iterator[None]:
    """Silence warnings while MLflow loads its parts: they are about its own code, which no user here can change."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


with quiet():
    from mlflow import MlflowClient
    from mlflow.entities import Metric, Param, RunTag
    from mlflow.exceptions import MlflowException
    from mlflow.models import Model, ModelSignature
    from mlflow.pyfunc import load_model, save_model
    from mlflow.types import ColSpec, Schema

__all__ = [
    "ColSpec",
    "Metric",
    "MlflowClient",
    "MlflowException",
    "Model",
    "ModelSignature",
    "Param",
    "RunTag",
    "Schema",
    "load_model",
    "quiet",
    "save_model",
]
