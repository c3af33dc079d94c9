"""The arithmetic of the release gate: which groups of a closed feedback round may be shown, and which may not."""
