"""Static analyzer for the networks that Terraform and OpenTofu plans describe.

The names of `__all__` are the library; they stay as they are within a major version. Everything
else is the tool's own and may change. They are loaded when they are asked for.
"""

from __future__ import annotations

TYPE_CHECKING = False  # and not the one of typing: `--version` loads nothing
if TYPE_CHECKING:
    from netplan_audit.auditing.judging import CheckError
    from netplan_audit.errors import AuditError, InputError, UsageError
    from netplan_audit.finding import Change, Confidence, Finding, Severity, Step, Undecided
    from netplan_audit.library import audit, load_policy, render
    from netplan_audit.location import Location
    from netplan_audit.policy import Policy
    from netplan_audit.report import Report

__version__ = "0.1.0"
__all__ = [
    "AuditError",
    "Change",
    "CheckError",
    "Confidence",
    "Finding",
    "InputError",
    "Location",
    "Policy",
    "Report",
    "Severity",
    "Step",
    "Undecided",
    "UsageError",
    "__version__",
    "audit",
    "load_policy",
    "render",
]

_HOMES = {
    "AuditError": "errors",
    "Change": "finding",
    "CheckError": "auditing.judging",
    "Confidence": "finding",
    "Finding": "finding",
    "InputError": "errors",
    "Location": "location",
    "Policy": "policy",
    "Report": "report",
    "Severity": "finding",
    "Step": "finding",
    "Undecided": "finding",
    "UsageError": "errors",
    "audit": "library",
    "load_policy": "library",
    "render": "library",
}


def __getattr__(name: str) -> object:
    """Load a name of the library from where it lives."""
    from importlib import import_module  # noqa: PLC0415 - as above

    home = _HOMES.get(name)
    if home is None:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(f"{__name__}.{home}"), name)


def __dir__() -> list[str]:
    """List the names of the library."""
    return sorted(__all__)
