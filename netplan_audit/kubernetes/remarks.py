"""What is told of manifests that are not read as they stand, or not as everybody reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.diagnostic import Diagnostic

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from netplan_audit.kubernetes.documents import Repeat

_SHOWN: Final = 3
"""Most repeated keys of one object that are told one by one."""


def about_templates(unrendered: Sequence[str]) -> Iterator[Diagnostic]:
    """Count the templates in one remark."""
    if unrendered:
        first, *others = unrendered
        more = f", like {len(others)} more files" if others else ""
        message = f"it is a template, which is not rendered and not analysed{more}"
        hint = "`--render helm` renders charts; or scan what `helm template` prints"
        yield Diagnostic("warning", "template-not-rendered", message, first, hint)


def about_sealed(paths: Sequence[str]) -> Iterator[Diagnostic]:
    """Count the files with objects whose kind is encrypted in one remark."""
    if paths:
        first, *others = paths
        more = f", like {len(others)} more files" if others else ""
        message = f"SOPS encrypts what kind of objects it holds: they are not analysed{more}"
        hint = "scan what `sops decrypt` prints, where the key is"
        yield Diagnostic("note", "objects-encrypted", message, first, hint)


def about_kustomizations(paths: Sequence[str]) -> Iterator[Diagnostic]:
    """Count the kustomizations in one remark."""
    if paths:
        first, *others = paths
        more = f", like {len(others)} more" if others else ""
        message = (
            f"it is not built: but for namespace, names and patches its files are read as they "
            f"are{more}"
        )
        hint = "`--render kustomize` builds it; or scan what `kustomize build` prints"
        yield Diagnostic("note", "kustomization-not-built", message, first, hint)


def about_repeated(path: str, repeated: Sequence[Repeat]) -> Iterator[Diagnostic]:
    """Tell the keys that one mapping of a file has twice, the first of them one by one.

    The API server finds those in what is sent to it, and warns or refuses as it is asked to
    (https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation).
    """
    for number, one in enumerate(repeated[:_SHOWN], 1):
        left = len(repeated) - _SHOWN if number == _SHOWN else 0
        more = f", like {left} more of the file" if left > 0 else ""
        message = (
            f"{one.key} stands in line {one.earlier} of the same mapping already: the last value "
            f"is read, where Kubernetes may refuse the object{more}"
        )
        hint = "keep one, or make one of the two"
        yield Diagnostic("warning", "repeated-key", message, path, hint, line=one.line)
