"""The outreach list: who may be contacted, whom first within the hours there are, why, and about what."""
