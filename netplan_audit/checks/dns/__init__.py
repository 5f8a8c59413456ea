"""Checks of what answers the DNS queries of a VPC."""
