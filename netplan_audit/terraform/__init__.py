"""Reads Terraform documents into resources; knows nothing of networks."""
