"""What `python -m bot` can do: one command a file, each a function that returns its exit code."""
