"""The contracts: one pandera class per table, each column with its meaning, unit, range and marks."""
