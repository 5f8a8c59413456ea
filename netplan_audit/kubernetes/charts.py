"""Reads what a chart says of itself."""

from __future__ import annotations

from typing import Final

from netplan_audit.kubernetes.documents import DocumentError, read_documents

CHART: Final = "Chart.yaml"


def is_library(text: bytes) -> bool:
    """Tell whether a chart only serves others; raises DocumentError where it is none."""
    values = [one.value for one in read_documents(text)]
    if len(values) != 1 or not isinstance(values[0], dict):
        message = "it is no chart"
        raise DocumentError(message)
    return values[0].get("type") == "library"
