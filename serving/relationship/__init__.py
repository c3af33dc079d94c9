"""The relationship record: what matters to a person, what was promised to them, and every contact with them."""
