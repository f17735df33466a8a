"""Sharing progress with one relative: what is asked of the service, and what its answers change."""
