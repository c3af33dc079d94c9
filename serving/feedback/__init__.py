"""Anonymous feedback: rounds, one-time tokens, answers without an author, and the one release of each round."""
