"""How the network is trained: every number that was chosen, in one place."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Recipe:
    """The settings of one stage of fine-tuning; each starts with a fresh optimiser and decays to nothing.

    `copies` is how often each own comment is seen in an epoch (the first time as written, then with the noise of
    real typing); `general_rows` is how many public rows each epoch draws afresh, `general_weight` what they count
    for. `serious_weight` multiplies the loss of a serious label that is present.
    """

    epochs: int = 2
    copies: int = 2
    general_rows: int = 13_500
    general_weight: float = 0.8
    serious_weight: float = 1.5
    topic_weight: float = 1.5
    batch: int = 32
    max_tokens: int = 128
    encoder_rate: float = 1.2e-4
    head_rate: float = 1e-3
    weight_decay: float = 0.01
    warm_up: float = 0.06
    seed: int = 7


SHIPPED = (
    Recipe(),
    Recipe(epochs=3, copies=1, general_rows=0, serious_weight=5.0, encoder_rate=2e-4, seed=8),
)
"""The stages of the shipped model: everything together, then the own comments alone."""
