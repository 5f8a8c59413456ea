"""Checks of address space."""
