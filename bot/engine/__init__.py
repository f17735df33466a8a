"""The conversation, pure: no I/O, no clock, no dice, no logging, no async."""
