"""From the text of a configuration to the resources that a plan of it would show."""

from __future__ import annotations

from contextlib import suppress
from functools import cached_property, partial
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final, NoReturn

from msgspec.structs import replace

from netplan_audit.diagnostic import Diagnostic
from netplan_audit.terraform.configuration import providers
from netplan_audit.terraform.configuration.body import EvaluatedBody
from netplan_audit.terraform.configuration.context import Context
from netplan_audit.terraform.configuration.instance import ModuleInstance
from netplan_audit.terraform.configuration.module import Module
from netplan_audit.terraform.configuration.passing import EvaluatedModules
from netplan_audit.terraform.configuration.variables import (
    NO_SETTINGS,
    Given,
    Settings,
    from_json,
    given_values,
)
from netplan_audit.terraform.hcl import bridge
from netplan_audit.terraform.hcl.faults import EvaluationError, LimitError
from netplan_audit.terraform.hcl.values import is_known, is_marked
from netplan_audit.terraform.resource import Resource, Resources, in_order
from netplan_audit.terraform.source import ModuleText
from netplan_audit.terraform.tree import ModuleTree
from netplan_audit.terraform.value import SYMBOLIC, Reference, Unknown, is_in_part_symbolic, symbols

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from netplan_audit.terraform.configuration.module import Part, Placed
    from netplan_audit.terraform.configuration.objects import ResourceInstance
    from netplan_audit.terraform.hcl.file_reader import FileReader
    from netplan_audit.terraform.hcl.values import Value
    from netplan_audit.terraform.source import Source
    from netplan_audit.terraform.value import Symbolic
    from netplan_audit.terraform.value import Value as Plain

MOST_RESOURCES: Final = 200_000
"""So many instances are made of one configuration, of resources and of modules."""
_NAMED: Final = 5
"""Most variables named in one remark."""
_SOURCE: Final = "source_"
_NAMING: Final = ("environment", "env", "stage")
_NOT_VARIABLES: Final = frozenset(
    {"source", "version", "providers", "count", "for_each", "depends_on"}
)


def read_configuration(
    tree: ModuleTree,
    source: str,
    *,
    folder: str = ".",
    settings: Settings = NO_SETTINGS,
    files: FileReader | None = None,
) -> Resources:
    """Evaluate a configuration as a plan on an empty state would, and without asking a provider.

    `source` is how the user named it, `folder` its root module's folder, where the paths of
    diagnostics start; `files` is what its functions on files may read.
    """
    notes: list[Diagnostic] = list(tree.diagnostics)
    given = given_values(settings, tree.variable_files, notes)
    context = Context(tree.modules, folder, given, settings.workspace, files)
    for note in notes:
        context.add(note)
    module = context.module(()) or Module(ModuleText(".", {}))
    root = ModuleInstance(context, module)
    return _Reader(context, root, source).read(tree)


def read_source(
    source: Source, variables: Mapping[str, object], workspace: str, plan: Resources
) -> Resources:
    """Evaluate the configuration of a plan, with its variables and the data that it has read."""

    def known(address: str, name: str) -> Value | None:
        resource = plan.by_address.get(address)
        value = None if resource is None else resource.get(name)
        return None if value is None or is_in_part_symbolic(value) else from_json(value)

    given = {name: Given(from_json(value)) for name, value in variables.items()}
    context = Context(source.modules, source.folder, given, workspace, source.files, known)
    module = context.module(()) or Module(ModuleText(".", {}))
    root = ModuleInstance(context, module)
    return _Reader(context, root, plan.source).read(ModuleTree(source.modules), eagerly=False)


class _Reader:
    def __init__(self, context: Context, root: ModuleInstance, source: str) -> None:
        self._context = context
        self._root = root
        self._source = source
        self._found: dict[str, Resource] = {}
        self._calls: dict[str, dict[str, object]] = {}
        self._instances = {"": root}
        self._uncertain = False

    def read(self, tree: ModuleTree, *, eagerly: bool = True) -> Resources:
        """Make every instance; evaluate `eagerly` what else is evaluated when it is asked for."""
        instances: list[ResourceInstance] = []
        try:
            self._module(self._root, instances)
        except LimitError as error:
            self._context.stopped(error)
            self._uncertain = True
        for instance in instances if eagerly else ():  # so that what stops an expression is told
            for name in instance.configured:
                instance.argument(name)
        context = self._context
        return Resources(
            source=self._source,
            kind="configuration",
            by_address=in_order(self._found),
            diagnostics=(
                *context.diagnostics,
                *self._missing(tree),
                *self._unset(),
            ),
            complete=not self._uncertain
            and all(one.module.complete for one in self._instances.values()),
            missing_modules=tuple(one.address for one in tree.missing),
            workspace_hints=tuple(self._hints()),
            call_arguments=self._calls,
            modules=EvaluatedModules(self._instances, partial(self._again, tree)),
            exports=self._exports,
            handed_over=lambda: self._handed_over,
            listed=self._listed,
        )

    def _again(self, tree: ModuleTree, context: Context, one: ModuleInstance | None) -> Resources:
        """Evaluate the same configuration in another context, or one module of it alone."""
        root = one or ModuleInstance(context, self._root.module)
        return _Reader(context, root, self._source).read(tree, eagerly=False)

    def _exports(self) -> dict[str, str]:
        """Return what the outputs of the root name."""
        found: dict[str, str] = {}
        for name in self._root.module.outputs:
            try:
                value = bridge.to_plain(self._root.output(name))
            except (EvaluationError, LimitError):
                continue
            for _, symbol in symbols(value):
                found.update(dict.fromkeys(_named(symbol), f"output.{name}"))
        return found

    @cached_property
    def _handed_over(self) -> dict[str, str]:
        """Return what calls without a body are given by itself, and not as one of a list.

        That is what a module may add to; what it lists, and a source, it only refers to.
        """
        return {
            name: where
            for where, argument, value in self._given
            if isinstance(value, SYMBOLIC) and not argument.startswith(_SOURCE)
            for name in _named(value)
        }

    def _listed(self) -> dict[str, str]:
        """Return what calls without a body are given in any way."""
        return {
            name: where
            for where, _, value in self._given
            for _, symbol in symbols(value)
            for name in _named(symbol)
        }

    @cached_property
    def _given(self) -> tuple[tuple[str, str, Plain], ...]:
        """The arguments of calls without a body: where each stands, its name, and its value."""
        return tuple(
            (f"{module.address}.module.{name}".lstrip(".") + f".{argument}", argument, value)
            for module in self._instances.values()
            for name, call in module.module.calls.items()
            if module.children(name) is None
            for argument, placed in call.attributes.items()
            if argument not in _NOT_VARIABLES
            for value in _plain(module, placed)
        )

    def _module(self, module: ModuleInstance, instances: list[ResourceInstance]) -> None:
        """Make the instances of one module and of those that it calls, depth first."""
        for name in module.module.resources:
            for instance in module.resources(name).values():
                if len(self._found) >= MOST_RESOURCES:
                    self._too_many(instance.part)
                self._found[instance.address] = self._resource(instance)
                instances.append(instance)
        for name in module.module.calls:
            for child in (module.children(name) or {}).values():
                if len(self._calls) >= MOST_RESOURCES:
                    self._too_many(module.module.calls[name])
                self._calls[child.address] = dict(_constants(child))
                self._instances[child.address] = child
                self._module(child, instances)

    def _too_many(self, part: Part) -> NoReturn:
        message = f"more than {MOST_RESOURCES:,} instances; the rest is left out"
        error = LimitError(message, (part.start, part.start))
        error.file = part.file
        raise error

    def _resource(self, instance: ResourceInstance) -> Resource:
        module = instance.module
        waits_for = tuple(
            dict.fromkeys((*module.waits_for, *instance.iteration.waits_for, *instance.part.doubt))
        )
        self._uncertain = self._uncertain or bool(waits_for)
        return Resource(
            address=instance.address,
            module=module.address,
            block=instance.block,
            mode="data" if instance.is_data else "managed",
            type=instance.type,
            key=instance.iteration.key,
            provider=providers.source_of(module, instance.provider),
            action="read" if instance.is_data else "create",
            body=EvaluatedBody(instance),
            region=module.region(instance.provider),
            exists_if=waits_for,
            provider_key=providers.key(module, instance.provider),
        )

    def _missing(self, tree: ModuleTree) -> Iterator[Diagnostic]:
        """Say of each call without a body where it stands and how to get the body."""
        for missing in tree.missing:
            *parents, name = missing.address.split(".")[1::2]
            module = self._context.module(tuple(parents))
            part = None if module is None else module.calls.get(name)
            source = f" ({missing.source})" if missing.source else ""
            message = f"{missing.address}{source} is not analysed: {missing.reason}"
            where = Diagnostic("warning", "missing-module", message, self._context.folder)
            if part is not None:
                path = self._context.path(part.file.path)
                where = replace(where, source=path, line=part.line, column=1)
            yield where

    def _unset(self) -> Iterator[Diagnostic]:
        """Name the variables that are needed and that nobody gave a value, in one remark."""
        names = tuple(self._context.unset)
        if not names:
            return
        part = self._root.module.variables[names[0]]
        path = self._context.path(part.file.path)
        named = ", ".join(f"var.{name}" for name in names[:_NAMED])
        more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
        has, it = ("has", "it") if len(names) == 1 else ("have", "them")
        message = f"{named}{more} {has} no value; what depends on {it} is unknown"
        hint = f"give {'it one' if it == 'it' else 'them one each'}: --var {names[0]}=VALUE, "
        hint += "or --var-file FILE"
        yield Diagnostic("warning", "unset-variable", message, path, hint, part.line, 1)

    def _hints(self) -> Iterator[str]:
        """Yield what names the environment: the workspace, variables, the folders' names."""
        if self._context.workspace != "default":
            yield self._context.workspace
        for name in _NAMING:
            if name in self._root.module.variables:
                part = self._root.module.variables[name]
                placed = part.attributes.get("default")
                value = self._root.variable(name) if placed or name in self._context.given else ""
                if isinstance(value, str) and value:
                    yield value
        yield from reversed(PurePosixPath(self._context.folder).parts)


def _named(symbol: Symbolic) -> Iterable[str]:
    """Return the addresses of the resources that a symbol is, or may be, of."""
    if isinstance(symbol, Unknown):
        return symbol.waits_for  # a resource as a whole
    if isinstance(symbol, Reference):
        return (symbol.address,)
    return (reference.address for reference in symbol.references)


def _plain(module: ModuleInstance, placed: Placed) -> Iterator[Plain]:
    """Yield the value of an expression of a module, nothing where it cannot be evaluated."""
    with suppress(EvaluationError, LimitError):
        yield bridge.to_plain(module.evaluate(placed))


def _constants(module: ModuleInstance) -> Iterator[tuple[str, object]]:
    """Yield the arguments of a module's call that are known."""
    for name in () if module.call is None else module.call.attributes:
        if name in module.module.variables and name not in _NOT_VARIABLES:
            try:
                value = module.variable(name)
            except (EvaluationError, LimitError):
                continue
            if is_known(value) and not is_marked(value):
                yield name, bridge.to_plain(value)
