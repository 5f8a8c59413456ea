"""Policies that an organisation declares in YAML over the network, and what they find."""
