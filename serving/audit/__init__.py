"""Who did what and who looked at whom: a chain that shows every change, and persons only as pseudonyms."""
