"""Trained versions of the model as they are on file, and what data scientists ask to be done with them."""
