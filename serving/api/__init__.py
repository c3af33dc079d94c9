"""The JSON API under `/v1`, with one shape for every error."""
