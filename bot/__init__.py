"""Berangkat Aman: a chatbot that prepares people for legal, safe work abroad."""

__version__ = "0.1.0"
