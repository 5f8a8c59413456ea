"""Reads Terraform states: as JSON, and as the raw file."""
