"""Checks of how large packets may be on their way."""
