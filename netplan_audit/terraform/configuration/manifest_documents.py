"""The manifests that data sources of the provider gavinbunney/kubectl take out of files and texts.

They ask no cluster: `kubectl_file_documents` parts a text into documents, `kubectl_path_documents`
reads files, each of them a template of Terraform
(https://registry.terraform.io/providers/gavinbunney/kubectl/latest/docs).
"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, Any, Final

from netplan_audit.terraform.hcl.bridge import to_plain
from netplan_audit.terraform.hcl.evaluate import Evaluator
from netplan_audit.terraform.hcl.faults import EvaluationError, LimitError
from netplan_audit.terraform.hcl.functions.files import fileset, templatefile
from netplan_audit.terraform.hcl.functions.yaml_decode import yamldecode
from netplan_audit.terraform.hcl.scope import MappingScope
from netplan_audit.terraform.hcl.values import Object, Tuple, is_marked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netplan_audit.terraform.configuration.objects import ResourceInstance
    from netplan_audit.terraform.hcl.values import Value

PATHS: Final = "kubectl_path_documents"
TEXT: Final = "kubectl_file_documents"
_SEPARATOR: Final = re.compile(r"(?:^|\n)---[^\n]*")
_WILD: Final = frozenset("*?[")


def documents(instance: ResourceInstance, name: str) -> Value | None:
    """Return the documents, or the manifests by their paths in the API; None where not known."""
    if name not in {"documents", "manifests"}:
        return None
    context = instance.module.context
    around = Evaluator(MappingScope({}), context.budget, context.files)
    try:
        found = list(_found(instance, around))
    except (EvaluationError, LimitError):  # an error of Terraform's own, or too much to read
        return None
    if any(text is None for text in found):
        return None
    parts = [part.strip() for text in found for part in _SEPARATOR.split(text or "")]
    read = [
        (part, to_plain(yamldecode.call(around, [part]))) for part in parts if _says_something(part)
    ]
    kept = [(part, each) for part, each in read if isinstance(each, dict) and each]
    if name == "documents":
        return Tuple(part for part, _ in kept)
    return Object({_path(each): part for part, each in kept})


def _says_something(text: str) -> bool:
    return any(line.strip() and not line.lstrip().startswith("#") for line in text.splitlines())


def _found(instance: ResourceInstance, around: Evaluator) -> Iterator[str | None]:
    """Yield the texts, None among them for one that is not known."""
    if instance.type == TEXT:
        yield _known(instance.argument("content"))
        return
    pattern, plain = _known(instance.argument("pattern")), instance.argument("disable_template")
    if pattern is None or plain is not None or instance.argument("sensitive_vars") is not None:
        yield None
        return
    folder = _folder(pattern)
    names = to_plain(fileset.call(around, [folder, posixpath.relpath(pattern, folder)]))
    variables = instance.argument("vars")
    for each in sorted(map(str, names)) if isinstance(names, list) else ():
        path = posixpath.join(folder, each)
        given = Object() if variables is None else variables
        yield _known(templatefile.call(around, [path, given]))


def _folder(pattern: str) -> str:
    """Return the folder that everything which a pattern matches is in."""
    parts = pattern.split("/")
    plain = next((at for at, part in enumerate(parts) if _WILD & set(part)), len(parts) - 1)
    return "/".join(parts[:plain]) or ("/" if pattern.startswith("/") else ".")


def _known(value: Value | None) -> str | None:
    """Return a text that is known and no secret."""
    plain = None if value is None or is_marked(value) else to_plain(value)
    return plain if isinstance(plain, str) else None


def _path(manifest: dict[str, Any]) -> str:
    """Return the key that the provider gives to a manifest."""
    told = manifest.get("metadata")
    metadata = told if isinstance(told, dict) else {}
    version, kind = str(manifest.get("apiVersion") or ""), str(manifest.get("kind") or "")
    namespace, name = metadata.get("namespace"), metadata.get("name")
    plural = f"{kind.lower()}{'es' if kind.endswith('s') else 's'}" if kind else ""
    where = f"namespaces/{namespace}" if namespace else ""
    parts = ("api" if version == "v1" else "apis", version, where, plural, name)
    return "/" + "/".join(str(part) for part in parts if part)
