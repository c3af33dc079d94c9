"""From labelled rows to a glass-box risk model: labels, candidates, the scorecard, its evaluation and its gate."""
