"""Redaction: what could point at a person is replaced before anything else sees the text."""
