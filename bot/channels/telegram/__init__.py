"""Telegram: the Bot API's words stop in this folder."""
