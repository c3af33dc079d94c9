"""How good a model is, on rows it was not fitted on, with intervals and next to simple baselines."""
