"""Checks of what costs money and brings nothing."""
