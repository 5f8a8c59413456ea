"""Tests on real plans that lie outside the project."""
