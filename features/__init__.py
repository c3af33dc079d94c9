"""Point-in-time features as Ibis expressions: what was known about a person before an as-of day."""
