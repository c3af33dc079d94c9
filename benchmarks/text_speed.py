"""How fast comments are read: int8 with ONNX Runtime against torch, on the same texts and one core, in one run.

`python -m benchmarks.text_speed [--texts 400]`. Ratios are what counts; the machine may be busy with other work.
"""

import argparse
import sys
import time
import warnings
from collections.abc import Callable

import numpy as np
import torch
from transformers import pipeline

from sentiment.classifier import load_classifier
from training.text.label_file import read_labels
from training.text.network import base_of, load_network
from training.text.sources import LATER

BARS = {"torch fp32, bucketed": 1.8, "plain transformers pipeline": 4.0}


def main() -> int:
    """Print texts per second of each way and the ratios; 1 when a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, default=400)
    texts = list(read_labels(LATER[0]).texts[: parser.parse_args().texts])
    torch.set_num_threads(1)
    encoder = load_classifier(threads=1).encoder
    encoder.encode(texts[:20])
    took = {"int8, one by one": _seconds(lambda: encoder.encode(texts))}
    network, tokenizer = load_network(base_of(None))
    network.eval()
    took["torch fp32, bucketed"] = _seconds(lambda: _bucketed(network, tokenizer, texts))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        plain = pipeline("feature-extraction", model=network.encoder, tokenizer=tokenizer, device="cpu")
        took["plain transformers pipeline"] = _seconds(
            lambda: plain(texts, batch_size=32, padding=True, truncation=True)
        )
    ours, short = took["int8, one by one"], 0
    for name, seconds in took.items():
        ratio = seconds / ours
        bar = BARS.get(name)
        short += bar is not None and ratio < bar
        told = "" if bar is None else f"  int8 is {ratio:.2f} times as fast, bar {bar}"
        print(f"{name:30}{len(texts) / seconds:9.0f} texts a second of processor time{told}")
    single = (
        np.array([_seconds(lambda t=t: encoder.encode([t]), time.perf_counter) for t in texts[:200]]) * 1000
    )
    print(
        f"one comment alone: median {np.median(single):.1f} ms, p99 {np.quantile(single, 0.99):.1f} ms (wall clock)"
    )
    return int(short > 0)


def _seconds(act: Callable[[], object], clock: Callable[[], float] = time.process_time) -> float:
    start = clock()
    act()
    return clock() - start


def _bucketed(network: object, tokenizer: object, texts: list[str]) -> None:
    order = sorted(range(len(texts)), key=lambda row: len(texts[row]))
    with torch.no_grad():
        for start in range(0, len(order), 64):
            batch = [texts[row] for row in order[start : start + 64]]
            words = tokenizer(batch, padding=True, truncation=True, max_length=128, return_tensors="pt")
            network(words["input_ids"], words["attention_mask"])


if __name__ == "__main__":
    sys.exit(main())
