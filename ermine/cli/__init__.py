"""The command line: each command is a few lines over a job that the demo and the tests also call."""
