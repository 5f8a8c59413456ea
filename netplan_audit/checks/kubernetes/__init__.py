"""Checks of how Kubernetes objects use the network."""
