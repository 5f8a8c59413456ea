"""Checks of how a configuration is written, where that undoes what it says."""
