"""Static analyzer for the networks that Terraform and OpenTofu plans describe."""

__version__ = "0.1.0"
