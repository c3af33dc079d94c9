"""Fairness of the issued list: who is found, who is listed and whose probabilities hold, by protected group."""
