"""What `python -m bot COMMAND` does, one command a file; each is a function that returns an exit code."""
