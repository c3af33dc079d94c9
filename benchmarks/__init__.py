"""The commands behind every quoted figure; `python -m benchmarks` runs them all."""
