"""Reads Terraform's configuration language, in its native and its JSON syntax."""
