"""Platforms stop here. Four files a channel: listener and sender do I/O, inbound and outbound translate."""
