"""The store's own promises, beyond those of the ports."""
