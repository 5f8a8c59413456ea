"""What the words that people use for environments say."""

from __future__ import annotations

import pytest

from netplan_audit.network.environment import classify


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("production", "prod"),
        ("prod-eu", "prod"),
        ("canon-prod", "prod"),
        ("product-api", "unknown"),
        ("staging", "nonprod"),
        ("non-production-uk", "nonprod"),
        ("non_prod", "nonprod"),
        ("NonProd", "nonprod"),
        ("pre-prod", "unknown"),
        ("preprod", "unknown"),
        ("preprod-dev", "nonprod"),
    ],
)
def test_a_name_is_classified_by_whole_words(name: str, expected: str) -> None:
    assert classify(name) == expected
