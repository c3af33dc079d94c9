"""What employees wrote, and never who wrote it: redaction, the text classifier, the arithmetic of groups."""
