"""The words that options of the command line and keys of a configuration take."""

from __future__ import annotations

from typing import Literal, TypeAlias

Format: TypeAlias = Literal[
    "text",
    "json",
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
SeverityWord: TypeAlias = Literal["critical", "high", "medium", "low", "info"]
ConfidenceWord: TypeAlias = Literal["certain", "likely", "possible"]
ParserName: TypeAlias = Literal["own", "python-hcl2"]
ColorWord: TypeAlias = Literal["auto", "always", "never"]
AtlantisCompat: TypeAlias = Literal["current", "legacy"]
