"""The words that options of the command line and keys of a configuration take."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

Format: TypeAlias = Literal[
    "text",
    "json",
    "json-v1",
    "sarif",
    "github",
    "markdown",
    "junit",
    "gitlab",
    "gitlab-sast",
    "azure",
    "atlantis",
    "env",
    "rdjsonl",
    "tfc-run-task",
]
VERSIONS: Final = {"json-v1": "json"}
"""Formats by the version of their schema, each with the name that means its present version."""
SeverityWord: TypeAlias = Literal["critical", "high", "medium", "low", "info"]
ConfidenceWord: TypeAlias = Literal["certain", "likely", "possible"]
ParserName: TypeAlias = Literal["own", "python-hcl2"]
ColorWord: TypeAlias = Literal["auto", "always", "never"]
AtlantisCompat: TypeAlias = Literal["current", "legacy"]
