"""Fine-tuning: own comments in full and with noise, a fresh draw of public rows each epoch, masked losses."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from data_contracts.progress import Tick, silent
from sentiment.who import anyone
from training.text.network import Logits, ThreeHeads
from training.text.noise import noisy
from training.text.recipe import Recipe
from training.text.texts import UNKNOWN, Floats, LabelledTexts, joined

_BATCHES_PER_POOL = 40


@dataclass(frozen=True)
class _Lesson:
    """The rows of one epoch, and what each row's loss counts."""

    rows: LabelledTexts
    weight: Floats


def fine_tune(
    network: ThreeHeads,
    tokenizer: Any,
    own: LabelledTexts,
    general: LabelledTexts,
    recipe: Recipe,
    *,
    checkpoints: Path | None = None,
    tick: Tick = silent,
) -> None:
    """Train `network` in place. The same seed, data and number of threads give the same weights."""
    torch.manual_seed(recipe.seed)
    lessons = [_lesson(own, general, recipe, epoch) for epoch in range(recipe.epochs)]
    steps = sum(-(-len(lesson.rows) // recipe.batch) for lesson in lessons)
    optimiser, schedule = _optimiser(network, recipe, steps)
    network.train()
    done = 0
    for epoch, lesson in enumerate(lessons):
        for rows in _batches(lesson.rows, tokenizer, recipe, epoch):
            loss = _loss(network, tokenizer, lesson, rows, recipe)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            done += 1
            tick(done, steps, f"fine-tune, pass {epoch + 1} of {recipe.epochs}, loss {loss.item():.3f}")
        if checkpoints is not None:
            torch.save(network.state_dict(), checkpoints / f"seed_{recipe.seed}_pass_{epoch + 1}.pt")
    network.eval()


def _lesson(own: LabelledTexts, general: LabelledTexts, recipe: Recipe, epoch: int) -> _Lesson:
    draw = random.Random(f"{recipe.seed}-{epoch}")
    noises = [_with_noise(own, draw) for _ in range(recipe.copies - 1)]
    count = min(recipe.general_rows, len(general))
    shuffled = np.random.default_rng(recipe.seed).permutation(len(general))
    public = general.take(np.roll(shuffled, -epoch * count)[:count])
    rows = joined([own, *noises, public])
    weight = np.ones(len(rows), np.float32)
    weight[len(rows) - count :] = recipe.general_weight
    return _Lesson(rows, weight)


def _with_noise(own: LabelledTexts, draw: random.Random) -> LabelledTexts:
    return LabelledTexts(
        tuple(noisy(text, draw) for text in own.texts), own.sentiment, own.topics, own.serious
    )


def _batches(rows: LabelledTexts, tokenizer: Any, recipe: Recipe, epoch: int) -> Iterator[list[int]]:
    """Batches of texts of like length, in random order: within a pool the rows are sorted, then the batches drawn."""
    draw = random.Random(f"batches-{recipe.seed}-{epoch}")
    order = list(range(len(rows)))
    draw.shuffle(order)
    batches = []
    for start in range(0, len(order), recipe.batch * _BATCHES_PER_POOL):
        pool = sorted(
            order[start : start + recipe.batch * _BATCHES_PER_POOL], key=lambda row: len(rows.texts[row])
        )
        batches += [pool[at : at + recipe.batch] for at in range(0, len(pool), recipe.batch)]
    draw.shuffle(batches)
    yield from batches


def _loss(network: ThreeHeads, tokenizer: Any, lesson: _Lesson, batch: list[int], recipe: Recipe) -> Tensor:
    rows = lesson.rows.take(batch)
    words = tokenizer(
        list(map(anyone, rows.texts)),
        padding=True,
        truncation=True,
        max_length=recipe.max_tokens,
        return_tensors="pt",
    )
    with torch.autocast("cpu", torch.bfloat16, enabled=torch.backends.mkldnn.is_available() and _has_bf16()):
        logits = network(words["input_ids"], words["attention_mask"])
    return head_losses(logits, rows, torch.from_numpy(lesson.weight[batch]), recipe)


def head_losses(logits: Logits, rows: LabelledTexts, weight: Tensor, recipe: Recipe) -> Tensor:
    """The sum of the three heads' losses; a head learns nothing from a row whose label is unknown."""
    stance = functional.cross_entropy(
        logits.sentiment.float(), torch.from_numpy(rows.sentiment), ignore_index=UNKNOWN, reduction="none"
    )
    known = torch.from_numpy(rows.sentiment != UNKNOWN).float() * weight
    total = (stance * weight).sum() / known.sum().clamp(min=1)
    for found, truth, present in (
        (logits.topics, rows.topics, recipe.topic_weight),
        (logits.serious, rows.serious, recipe.serious_weight),
    ):
        total = total + _labels_loss(found.float(), torch.from_numpy(truth), present)
    return total


def _labels_loss(logits: Tensor, truth: Tensor, present: float) -> Tensor:
    """Mean over known rows of the sum over labels, halved: on the scale of the sentiment loss."""
    known = ~truth.isnan()
    loss = functional.binary_cross_entropy_with_logits(
        logits, truth.nan_to_num(0.0), pos_weight=torch.tensor(present), reduction="none"
    )
    rows = known.any(dim=1).sum().clamp(min=1)
    return (loss * known).sum() / rows / 2


def _optimiser(network: ThreeHeads, recipe: Recipe, steps: int) -> tuple[Any, Any]:
    # The word vectors stay as they are: they are half of all weights, and 5,000 comments hold few of the words.
    network.encoder.get_input_embeddings().requires_grad_(False)
    heads = [*network.sentiment.parameters(), *network.topics.parameters(), *network.serious.parameters()]
    groups = [
        {"params": [p for p in network.encoder.parameters() if p.requires_grad], "lr": recipe.encoder_rate},
        {"params": heads, "lr": recipe.head_rate},
    ]
    optimiser = torch.optim.AdamW(groups, weight_decay=recipe.weight_decay, fused=True)
    warm = max(1, int(steps * recipe.warm_up))

    def share(step: int) -> float:
        return min((step + 1) / warm, max(0.0, (steps - step) / max(1, steps - warm)))

    return optimiser, torch.optim.lr_scheduler.LambdaLR(optimiser, share)


def _has_bf16() -> bool:
    return bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())
