"""Reads the output of `terraform show -json` for a plan."""
