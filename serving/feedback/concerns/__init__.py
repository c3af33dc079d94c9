"""Serious concerns: sealed when they arrive, read by trained people only, and apart from every answer."""
