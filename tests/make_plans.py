"""Makes the plans of cases and examples with real Terraform: `python -m tests.make_plans`.

Needs `terraform` and the AWS provider that `PROVIDER` names, from the registry or from a mirror of
the CLI configuration (`TF_CLI_CONFIG_FILE`). No account is needed: the credentials are made up and
the provider is told not to use them, so a configuration with data sources that AWS answers cannot
be planned. What is there for this reason only does not stay in the plan.

Plans whose text has not changed are left alone; `--all` makes every one again. A plan of a change
to existing objects cannot be made from its text alone: make it as its README tells, then record
with `--record NAME` that it belongs to the text.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec

from tests.cases import HASHES, ROOT, Case, cases, documented, examples, hashes

if TYPE_CHECKING:
    from collections.abc import Iterable

PROVIDER: Final = "5.100.0"
TIMESTAMP: Final = "2026-11-20T09:00:00Z"
_MOCK: Final = {
    "access_key": '"mock"',
    "secret_key": '"mock"',
    "skip_credentials_validation": "true",
    "skip_metadata_api_check": "true",
    "skip_requesting_account_id": "true",
}
_PROVIDER_BLOCK: Final = re.compile(r'^provider\s+"aws"\s*\{(.*?)^\}', re.MULTILINE | re.DOTALL)
_ALIAS: Final = re.compile(r'^\s*alias\s*=\s*"([^"]+)"', re.MULTILINE)
_DEFAULT: Final = 'provider "aws" {\n  region = "eu-west-1"\n}\n'
_VERSION: Final = f"""\
terraform {{
  required_providers {{
    aws = {{
      source  = "hashicorp/aws"
      version = "{PROVIDER}"
    }}
  }}
}}
"""


class NotPlannedError(Exception):
    """Terraform refused a case; the message is Terraform's own."""


def main() -> int:
    """Make the plans that are missing or stale, and forget those whose case is gone."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", action="store_true", help="make every plan again")
    parser.add_argument("--record", action="store_true", help="only record that plans are current")
    parser.add_argument("only", nargs="*", help="parts of the names of the cases to make")
    arguments = parser.parse_args()
    if shutil.which("terraform") is None:
        sys.exit("error: terraform is not on the PATH; it makes the plans")
    every = [*cases(), *documented(), *examples()]
    failed = 0
    for case in every:
        wanted = not arguments.only or any(part in case.id for part in arguments.only)
        if wanted and case.is_planned and (arguments.all or case.is_stale):
            failed += not (_recorded(case) if arguments.record else _make(case))
    if not arguments.only:
        _tidy(every)
    return 1 if failed else 0


def _make(case: Case) -> bool:
    if _changes_what_exists(case.plan_path):
        sys.stderr.write(f"{case.id}: made against existing objects; see --help\n")
        return False
    try:
        case.plan_path.parent.mkdir(parents=True, exist_ok=True)
        case.plan_path.write_bytes(planned(case.files))
    except NotPlannedError as error:
        sys.stderr.write(f"{case.id}: {error}\n")
        return False
    sys.stdout.write(f"made {case.plan_path.relative_to(ROOT)}\n")
    return _recorded(case)


def _recorded(case: Case) -> bool:
    _record(case.folder, hashes(case.folder) | {case.name: case.digest})
    return True


def _changes_what_exists(path: Path) -> bool:
    """Tell whether a plan changes or keeps objects that were there."""
    plan = msgspec.json.decode(path.read_bytes()) if path.exists() else {}
    changes = plan.get("resource_changes", [])
    return any(change["change"]["before"] is not None for change in changes)


def _record(folder: Path, digests: dict[str, str]) -> None:
    lines = (f"{digest}  {name}\n" for name, digest in sorted(digests.items()))
    (folder / HASHES).write_text("".join(lines), encoding="utf-8")


def _tidy(every: Iterable[Case]) -> None:
    """Remove the plans and hashes of cases that are gone."""
    by_folder: dict[Path, dict[str, Path]] = {}
    for case in every:
        by_folder.setdefault(case.folder, {})[case.name] = case.plan_path
    for folder, named in by_folder.items():
        known = hashes(folder)
        if known.keys() - named.keys():
            _record(folder, {name: known[name] for name in known if name in named})
        for path in set(folder.glob("*.plan.json")) - set(named.values()):
            path.unlink()


def planned(files: dict[str, str] | Any) -> bytes:  # noqa: ANN401 - any mapping of path to text
    """Plan a configuration and return the plan as JSON, on one line.

    Raises NotPlannedError with what Terraform says.
    """
    with tempfile.TemporaryDirectory() as folder:
        where = Path(folder)
        for name, text in files.items():
            path = where / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        root = "\n".join(text for name, text in files.items() if "/" not in name)
        if not _PROVIDER_BLOCK.search(root):
            (where / "provider.tf").write_text(_DEFAULT, encoding="utf-8")
            root += _DEFAULT
        (where / "mock_override.tf").write_text(_VERSION + _mock(root), encoding="utf-8")
        _terraform(where, "init", "-input=false", "-no-color")
        _terraform(where, "plan", "-input=false", "-no-color", "-lock=false", "-out=tfplan")
        return _stripped(_terraform(where, "show", "-json", "tfplan"))


def _mock(root: str) -> str:
    """Return overrides of every provider block: made-up credentials and no look at them."""
    arguments = "".join(f"  {name} = {value}\n" for name, value in _MOCK.items())
    aliases = [_ALIAS.search(block) for block in _PROVIDER_BLOCK.findall(root)]
    return "".join(
        f'provider "aws" {{\n{"" if alias is None else alias[0].lstrip()}\n{arguments}}}\n'
        for alias in aliases
    )


def _terraform(where: Path, *arguments: str) -> str:
    """Run terraform with an environment in which nothing of the machine reaches the plan."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    kept |= {name: value for name, value in os.environ.items() if name == "TF_CLI_CONFIG_FILE"}
    done = subprocess.run(
        ["terraform", *arguments],  # noqa: S607 - whichever terraform the user has
        check=False,
        capture_output=True,
        cwd=where,
        env={**kept, "CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1"},
        text=True,
    )
    if done.returncode != 0:
        raise NotPlannedError(done.stderr or done.stdout)
    return done.stdout


def _stripped(text: str) -> bytes:
    """Take out of a plan what only making it needed, and the time."""
    plan = msgspec.json.decode(text)
    plan["timestamp"] = TIMESTAMP
    plan.get("relevant_attributes", []).sort(key=msgspec.json.encode)  # Terraform has no order
    for provider in plan["configuration"].get("provider_config", {}).values():
        if provider.get("version_constraint") == PROVIDER:
            del provider["version_constraint"]
        for name in _MOCK:
            provider.get("expressions", {}).pop(name, None)
    return msgspec.json.encode(plan) + b"\n"


if __name__ == "__main__":
    sys.exit(main())
