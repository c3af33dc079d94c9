"""The sample company: invented people whose reasons to leave are planted and written down."""
