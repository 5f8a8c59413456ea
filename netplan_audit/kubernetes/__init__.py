"""Reads Kubernetes manifests as the resources that Terraform would make of them."""

from __future__ import annotations

from typing import Final

UNNAMED: Final = "that of "
"""Begins the namespace of objects that name none: the one that their folder is applied to."""
CLUSTER: Final = "cluster"
"""The argument of an object that names the cluster it is in."""
