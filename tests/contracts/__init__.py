"""One suite each, run over every store and every channel."""
