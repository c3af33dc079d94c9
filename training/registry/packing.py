"""A scorecard as an MLflow model folder: code, JSON and a signature, and no pickle."""

import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pydantic

from training.registry.engine import ColSpec, Model, ModelSignature, Schema, save_model
from training.scorecard import Scorecard

CODE = Path(__file__).with_name("pyfunc_scorecard.py")
ARTIFACT = "scorecard"


def pack_model(scorecard: Scorecard, scorecard_file: Path, folder: Path) -> None:
    """Write the model folder for `scorecard`, whose JSON is in `scorecard_file`."""
    with warnings.catch_warnings():
        # An input example would put rows into the registry; the signature is given instead.
        warnings.filterwarnings("ignore", message="(?s).*input example", category=UserWarning)
        save_model(
            str(folder),
            python_model=str(CODE),
            artifacts={ARTIFACT: str(scorecard_file)},
            signature=model_signature(scorecard),
            pip_requirements=_requirements(),
        )
    _forget_this_machine(folder, scorecard_file)


def model_signature(scorecard: Scorecard) -> ModelSignature:
    """One optional column per feature in; log-odds, probability, band, base and contributions out.

    Optional is MLflow's word for "may hold nulls"; the scorecard itself refuses an absent column by name.
    """
    kinds = {"number": "double", "category": "string"}
    inputs = [ColSpec(kinds[f.kind], f.name, required=False) for f in scorecard.features]
    outputs = [ColSpec("double", "log_odds"), ColSpec("double", "probability"), ColSpec("string", "band")]
    outputs += [ColSpec("double", "base")]
    outputs += [ColSpec("double", f"contribution_{f.name}") for f in scorecard.features]
    return ModelSignature(Schema(inputs), Schema(outputs))


def _requirements() -> list[str]:
    pinned = {
        "numpy": np.__version__,
        "pandas": pd.__version__,
        "pyarrow": pa.__version__,
        "pydantic": pydantic.__version__,
    }
    return ["ermine-insight", *(f"{name}=={version}" for name, version in pinned.items())]


def _forget_this_machine(folder: Path, scorecard_file: Path) -> None:
    """Take this machine's paths, and the version of a pickle library that was not used, out of `MLmodel`."""
    model = Model.load(str(folder))
    flavour = model.flavors["python_function"]
    flavour["model_code_path"] = CODE.name
    flavour["artifacts"][ARTIFACT]["uri"] = scorecard_file.name
    flavour.pop("cloudpickle_version", None)
    model.save(str(folder / "MLmodel"))
