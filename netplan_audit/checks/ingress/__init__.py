"""Checks of what Ingresses route where."""
