"""Checks of what survives the loss of an availability zone."""
