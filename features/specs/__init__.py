"""What each feature is called, means and comes from, in one file per subject; no query engine here."""
