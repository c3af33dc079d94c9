"""From a file to text cells with line numbers: nothing is trimmed, guessed or repaired on the way."""
