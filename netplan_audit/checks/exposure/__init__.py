"""Checks of who can reach what."""
