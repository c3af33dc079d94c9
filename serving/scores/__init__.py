"""Scores for one request: known employees from the latest run, or rows that the caller sends."""
