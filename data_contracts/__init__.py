"""What may come in: one definition per table, intake with quarantine, policy files, the error tree."""
