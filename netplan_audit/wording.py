"""Turns of phrase that many messages share."""

from __future__ import annotations


def and_more(first: str, count: int) -> str:
    """Name the first of `count` things, and count the others: `aws_subnet.a and 2 more`."""
    return f"{first} and {count - 1} more" if count > 1 else first
