"""Finds what a person probably meant when they did not type it exactly."""
