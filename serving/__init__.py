"""What people and systems use: scores, the outreach list, access to both, their store, the API and the pages."""
