"""The technical dossier: purpose, data, model, oversight, and the risks, each with the tests that are about it."""
