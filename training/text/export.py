"""From torch to the two files that serve: an ONNX network with int8 weights, and the tokenizer."""

import shutil
import tempfile
import warnings
from pathlib import Path
from typing import Any

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from sentiment.encoder import OUTPUTS
from sentiment.manifest import ENCODER_FILE, TOKENIZER_FILE
from training.text.network import ThreeHeads

OPSET = 17


def export_model(network: ThreeHeads, tokenizer: Any, folder: Path) -> None:
    """Write `encoder.int8.onnx` and `tokenizer.json` into `folder`."""
    with tempfile.TemporaryDirectory() as scratch:
        full = Path(scratch) / "full.onnx"
        export_network(network, full)
        quantise(full, folder / ENCODER_FILE)
        tokenizer.save_pretrained(scratch)
        shutil.copyfile(Path(scratch) / "tokenizer.json", folder / TOKENIZER_FILE)


def export_network(network: ThreeHeads, path: Path) -> None:
    """The network in full precision as ONNX, any number of rows and tokens; attention must be eager."""
    network.eval()
    example = torch.ones((2, 8), dtype=torch.int64)
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")  # the tracer warns of constants that are constant
        torch.onnx.export(
            network,
            (example, example),
            str(path),
            dynamo=False,
            opset_version=OPSET,
            input_names=["input_ids", "attention_mask"],
            output_names=list(OUTPUTS),
            dynamic_axes={
                "input_ids": {0: "rows", 1: "tokens"},
                "attention_mask": {0: "rows", 1: "tokens"},
                **{name: {0: "rows"} for name in OUTPUTS},
            },
        )


def quantise(full: Path, path: Path) -> None:
    """Weights as 8-bit integers, one scale per channel; activations are quantised as they come."""
    quantize_dynamic(full, path, per_channel=True, weight_type=QuantType.QInt8)
    onnx.checker.check_model(str(path))
