"""What holds before the words of a command are understood: its configuration and environment."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from netplan_audit.config.file import Config

PREFIX: Final = "NETPLAN_AUDIT_"
"""Begins the environment variable of every option: NETPLAN_AUDIT_FAIL_ON for --fail-on."""
_WITHOUT_VARIABLE: Final = ("debug", "help")
_HELP: Final = ("-h", "--help")


class Start(Struct, frozen=True):
    """Where a configuration is looked for."""

    config: str | None = None
    inputs: tuple[str, ...] = ()
    repository: bool = True
    locked: bool = False

    def read(self) -> Config | None:
        """Read the file; raises UsageError where it cannot be used."""
        from netplan_audit.config.discovery import found_for  # noqa: PLC0415 - help needs none

        found = found_for(self.config, self.inputs, repository=self.repository)
        if found is None:
            return None
        from netplan_audit.config.file import config_of  # noqa: PLC0415 - most have no file

        return config_of(found)

    def wished_format(self) -> str:
        """Return the format that the file asks for, even if the rest of it is wrong.

        Where checks are locked, a file of the repository may not ask for one.
        """
        if self.locked and not self.config:
            return ""
        from netplan_audit.config.discovery import wished_format  # noqa: PLC0415 - see read

        try:
            return wished_format(self.config, self.inputs, repository=self.repository)
        except Exception as error:  # noqa: BLE001 - told when the file is read for the rest of it
            del error
            return ""


def variable(option: Any) -> str:  # noqa: ANN401 - an option of the framework
    """Name the environment variable of an option."""
    return PREFIX + option_name(option).replace("-", "_").upper()


def option_name(option: Any) -> str:  # noqa: ANN401 - an option of the framework
    """Return the long name of an option, without its dashes."""
    names: list[str] = [name for name in option.opts if name.startswith("--")]
    return names[0].removeprefix("--") if names else ""


def give_variables(command: Any) -> None:  # noqa: ANN401 - a command of the framework
    """Let every option of commands that take a configuration be given by the environment."""
    for path, one in _configurable(command):
        for option in one.params:
            name = option_name(option)
            if _is_shared(path, name) and name not in _WITHOUT_VARIABLE:
                option.envvar = variable(option)
                option.show_envvar = False  # the description of the command says it once


def start_of(command: Any, arguments: Sequence[str]) -> Start | None:  # noqa: ANN401
    """Say where to look for the configuration of a command line; None where none is needed.

    The words need not make sense yet: they are looked at before anything can be refused.
    """
    if any(word in _HELP for word in arguments):
        return None
    rest = list(arguments)
    while rest and hasattr(command, "commands"):
        if rest[0] not in command.commands:
            return None
        command = command.commands[rest.pop(0)]
    if not takes_configuration(command):
        return None
    try:
        context = command.make_context(
            command.name, rest, resilient_parsing=True, ignore_unknown_options=True
        )
    except Exception as error:  # noqa: BLE001 - the framework's; told when it happens again
        del error
        return None
    given = context.params
    inputs = given.get("inputs") or ()
    words = tuple(word for word in inputs if not re.match(r"-.", word))
    return Start(
        given.get("config") or None,
        words,
        repository=not given.get("no_repo_config"),
        locked=bool(given.get("locked_checks")),
    )


def defaults(command: Any, options: Mapping[str, Any]) -> dict[str, Any]:  # noqa: ANN401
    """Return a file's options as the framework takes defaults: by command, by parameter."""
    found: dict[str, Any] = {}
    for path, one in _configurable(command):
        names = {option_name(option): option.name for option in one.params}
        known = {key: name for key, name in names.items() if _is_shared(path, key)}
        inner = found
        for word in path:
            inner = inner.setdefault(word, {})
        inner |= {known[key]: value for key, value in options.items() if key in known}
    return found


def descriptions(commands: Any) -> dict[str, str]:  # noqa: ANN401 - a group of the framework
    """Return what the help says of each option of `scan`."""
    every = commands.commands["scan"].params
    return {option_name(option): option.help for option in every if option_name(option)}


def takes_configuration(command: Any) -> bool:  # noqa: ANN401 - a command of the framework
    """Tell whether a command can be configured: those that can take --config."""
    return any(option.name == "config" for option in getattr(command, "params", ()))


def _is_shared(path: tuple[str, ...], name: str) -> bool:
    """Tell whether an option of a command means what it means to `scan`."""
    return bool(name) and (name != "format" or path == ("scan",))


def _configurable(
    command: Any,  # noqa: ANN401 - a command of the framework
    path: tuple[str, ...] = (),
) -> Iterator[tuple[tuple[str, ...], Any]]:
    if hasattr(command, "commands"):
        for name, inner in command.commands.items():
            yield from _configurable(inner, (*path, name))
    elif takes_configuration(command):
        yield path, command
