"""Drift: do people still look like those a model learned from, and do its probabilities still hold?"""
