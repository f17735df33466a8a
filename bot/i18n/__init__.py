"""Locales and gettext catalogues; knows nothing of modules, steps or people."""
