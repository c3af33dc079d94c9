"""The feedback pages: a small process of its own that takes answers and knows nobody."""
