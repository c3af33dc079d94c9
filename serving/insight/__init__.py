"""Insight: what released feedback rounds say about units, what was promised in return, and what is worth a visit."""
