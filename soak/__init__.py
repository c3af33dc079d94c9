"""What is too long for the suite: the same promises over many more seeds. Run by `make soak`."""
