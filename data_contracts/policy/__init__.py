"""Policy files: what the ER lead and the privacy officer decide, in plain words, hashed into each run."""
