"""Checks of what network ACLs and security groups let through."""
