"""Cases of checks: real Terraform configurations that say, line by line, what is expected of them.

A case is `tests/checks/<check-id>/<case>.tf`, or a folder `<case>/main.tf` with modules in folders
beside it. The line that opens a resource ends with what is expected at that resource:

    resource "aws_nat_gateway" "main" { # expect: nat-single-az high

The grammar is `# expect: [undecided] <check-id> [severity] [confidence]`, several separated by
commas. What a case does not expect, it must not give: by default that holds for the check of its
folder, with `# judged by: all` (or a list of ids) on a line of its own for others too.

A case of Kubernetes may be a file of manifests, `<case>.yaml`; the comment stands on any line of
the object. `test_forms.py` judges the same objects as Terraform's resources too.

Beside a case lies the plan that Terraform made from it; `plans.sha256` tells from which text.
A case with objects of Kubernetes has none, and is judged as it is.
`python -m tests.make_plans` makes both.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

import msgspec

from netplan_audit.checks import CHECKS
from netplan_audit.finding import Confidence, Severity
from netplan_audit.kubernetes.read import Manifests
from netplan_audit.network.build import build_network
from netplan_audit.pipeline import Input, understand
from netplan_audit.terraform.address import block_address, module_path
from netplan_audit.terraform.configuration.read import read_configuration
from netplan_audit.terraform.source import ModuleText
from netplan_audit.terraform.tree import ModuleTree

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from netplan_audit.finding import Outcome
    from netplan_audit.network.network import Network

ROOT: Final = Path(__file__).parents[1]
FOLDER: Final = ROOT / "tests" / "checks"
EXAMPLES: Final = ROOT / "examples"
HASHES: Final = "plans.sha256"
_BLOCK: Final = re.compile(r'\s*(resource|data)\s+"([^"]+)"\s+"([^"]+)"\s*\{')
_EXPECT: Final = re.compile(r"#\s*expect:\s*(.*)")
_JUDGES: Final = re.compile(r"^#\s*judged by:\s*(.*)$", re.MULTILINE)
_FENCE: Final = re.compile(r"```(?:hcl|yaml)\n(.*?)```", re.DOTALL)
_MANIFEST: Final = "main.yaml"
_SEVERITIES: Final = frozenset(severity.label for severity in Severity)
_CONFIDENCES: Final = frozenset(confidence.label for confidence in Confidence)


@dataclass(frozen=True, slots=True, order=True)
class Expectation:
    """What a line expects: `severity` and `confidence` are empty where any will do."""

    place: str
    check: str
    verdict: str
    severity: str = ""
    confidence: str = ""

    def meets(self, outcome: Outcome) -> bool:
        """Tell whether an outcome at the same place is the expected one."""
        return (
            (self.check, self.verdict) == (outcome.check, outcome.verdict)
            and self.severity in {"", outcome.severity.label}
            and self.confidence in {"", outcome.confidence.label}
        )

    def __str__(self) -> str:
        """Write it as an error shows it."""
        words = (self.verdict, self.check, self.severity, self.confidence)
        return f"{self.place}: {' '.join(filter(None, words))}"


@dataclass(frozen=True)
class Case:
    """A configuration with the plan made from it; `folder` holds the plan and its hash.

    `files` are the texts by their path inside the configuration, `main.tf` among them.
    """

    folder: Path
    name: str
    files: Mapping[str, str]
    plan_path: Path

    @property
    def id(self) -> str:
        """The case as a test names it."""
        return f"{self.folder.name}/{self.name}"

    @cached_property
    def digest(self) -> str:
        """A hash of the whole text."""
        parts = (f"{path}\0{text}\0" for path, text in sorted(self.files.items()))
        return hashlib.sha256("".join(parts).encode()).hexdigest()

    @property
    def is_planned(self) -> bool:
        """Whether Terraform makes a plan of it.

        Providers of Kubernetes ask a cluster for one, and the provider of the plans is older than
        regional NAT gateways.
        """
        texts = self.files.values()
        asked = ('"kubernetes_', '"helm_release"', '= "regional"')
        return not self.is_manifest and not any(one in text for one in asked for text in texts)

    @property
    def is_manifest(self) -> bool:
        """Whether it is a file of manifests."""
        return _MANIFEST in self.files

    @property
    def main(self) -> str:
        """The text that says by which checks it is judged."""
        return self.files[_MANIFEST if self.is_manifest else "main.tf"]

    def outcomes(self, judges: Iterable[str]) -> list[tuple[Outcome, str]]:
        """Ask checks about its plan or, where there is none, about what its text evaluates to."""
        if self.is_planned:
            return outcomes(self.plan_path.read_bytes(), judges)
        if self.is_manifest:
            return [(each, each.subject) for each in asked(self.network(), judges)]
        return self.evaluated(judges)

    def network(self) -> Network:
        """Return the network that it is judged by."""
        if self.is_planned:
            return understand(Input("plan", "plan.json", self.plan_path.read_bytes()))[1]
        if self.is_manifest:
            return build_network(self.manifests().resources(self.id))
        return self._evaluated()

    def evaluated(self, judges: Iterable[str]) -> list[tuple[Outcome, str]]:
        """Ask checks about what its text evaluates to."""
        network = self._evaluated()
        return [(each, block_address(each.subject)) for each in asked(network, judges)]

    def _evaluated(self) -> Network:
        texts = {name: text.encode() for name, text in self.files.items()}
        return build_network(read_configuration(ModuleTree({(): ModuleText(".", texts)}), self.id))

    def manifests(self) -> Manifests:
        """Read a file of manifests."""
        return Manifests({_MANIFEST: self.main.encode()}, ".")

    @property
    def is_stale(self) -> bool:
        """Whether the plan is missing or was made from another text."""
        if not self.is_planned:
            return self.plan_path.exists()
        return not self.plan_path.exists() or hashes(self.folder).get(self.name) != self.digest

    @property
    def judges(self) -> frozenset[str]:
        """The ids of the checks that may say nothing but what is expected."""
        found = _JUDGES.search(self.main)
        named = found[1].replace(",", " ").split() if found else [self.folder.name]
        every = frozenset(check.id for check in CHECKS)
        assert found is None or every.issuperset(named) or named == ["all"], named
        return every if named == ["all"] else frozenset(named)

    def expectations(self) -> list[Expectation]:
        """Read what every line expects."""
        if self.is_manifest:
            return list(_expected_of(self.manifests(), self.main))
        return [each for path, text in self.files.items() for each in _expected(path, text)]


def hashes(folder: Path) -> dict[str, str]:
    """Return the recorded hash of each case of a folder."""
    path = folder / HASHES
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}


def cases() -> list[Case]:
    """Return every case under `tests/checks/`, by check and name."""
    return [case for folder in _folders() for case in _cases_in(folder)]


def documented() -> list[Case]:
    """Return the Bad and the Good block of every check's documentation as cases."""
    return [
        Case(
            folder=FOLDER / check.id,
            name=f"docs-{word.lower()}",
            files={_documented(check.section(word)): "".join(_FENCE.findall(check.section(word)))},
            plan_path=FOLDER / check.id / f"docs-{word.lower()}.plan.json",
        )
        for check in CHECKS
        for word in ("Bad", "Good")
    ]


def _documented(section: str) -> str:
    return _MANIFEST if "```yaml" in section else "main.tf"


def examples() -> list[Case]:
    """Return the examples, whose plan is `plan.json`."""
    return [
        Case(EXAMPLES, main.parent.name, _texts(main.parent), main.parent / "plan.json")
        for main in sorted(EXAMPLES.glob("*/main.tf"))
    ]


def outcomes(data: bytes, judges: Iterable[str]) -> list[tuple[Outcome, str]]:
    """Ask checks about a plan; each outcome comes with the place of its subject.

    A place is `<folder of the module>/<block>`, such as `aws_vpc.main` or `net/aws_vpc.main`;
    empty where no resource of the plan is the subject.
    """
    resources, network = understand(Input(id="plan", path="plan.json", data=data))
    configuration = msgspec.json.decode(data).get("configuration") or {}
    found = []
    for outcome in asked(network, judges):
        resource = resources.by_address.get(outcome.subject)
        place = ""
        if resource is not None:
            place = _place(configuration, resource.module, resource.block)
        found.append((outcome, place))
    return found


def asked(network: Network, judges: Iterable[str]) -> Iterator[Outcome]:
    """Ask these checks about a network."""
    chosen = frozenset(judges)
    for check in CHECKS:
        yield from check.run(network) if check.id in chosen else ()


def differences(case: Case) -> list[str]:
    """Say what a case expects and does not get, and what it gets and does not expect."""
    expected = sorted(case.expectations(), reverse=True)  # those that name a severity come first
    missing = Counter(expected)
    surplus = []
    judges = case.judges | {each.check for each in expected}
    for outcome, place in case.outcomes(judges):
        met = (e for e in expected if e.place == place and missing[e] and e.meets(outcome))
        match = next(met, None)
        if match is None:
            surplus.append(f"not expected: {_told(outcome)}")
        else:
            missing[match] -= 1
    return [f"expected: {each}" for each in missing.elements()] + surplus


def _told(outcome: Outcome) -> str:
    words = (outcome.verdict, outcome.check, outcome.severity.label, outcome.confidence.label)
    told = f"{outcome.subject}: {' '.join(words)}: {outcome.message}"
    unknowns = "; ".join(outcome.unknowns)
    return f"{told} [{unknowns}]" if unknowns else told


def _folders() -> Iterator[Path]:
    return iter(sorted(path for path in FOLDER.iterdir() if path.is_dir() and path.name[0] != "_"))


def _cases_in(folder: Path) -> Iterator[Case]:
    for path in sorted(folder.iterdir()):
        name = path.name.removesuffix(".tf")
        plan = folder / f"{name}.plan.json"
        if path.suffix == ".tf":
            yield Case(folder, name, {"main.tf": path.read_text(encoding="utf-8")}, plan)
        elif path.suffix == ".yaml":
            files = {_MANIFEST: path.read_text(encoding="utf-8")}
            yield Case(folder, path.stem, files, folder / f"{path.stem}.plan.json")
        elif path.is_dir():
            yield Case(folder, name, _texts(path), plan)


def _texts(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*.tf"))
    }


def _expected(path: str, text: str) -> Iterator[Expectation]:
    module = PurePosixPath(path).parent
    for number, line in enumerate(text.splitlines(), 1):
        found = _EXPECT.search(line)
        if found is None:
            continue
        block = _BLOCK.match(line)
        assert block is not None, f"{path}:{number}: only a line that opens a resource may expect"
        name = f"{block[2]}.{block[3]}" if block[1] == "resource" else f"data.{block[2]}.{block[3]}"
        for words in found[1].split(","):
            yield _expectation((module / name).as_posix(), words.split())


def _expected_of(manifests: Manifests, text: str) -> Iterator[Expectation]:
    for number, line in enumerate(text.splitlines(), 1):
        found = _EXPECT.search(line)
        if found is not None:
            around = (
                o for o in manifests if o.location.start_line <= number <= o.location.end_line
            )
            address = next(around).address
            for words in found[1].split(","):
                yield _expectation(address, words.split())


def _expectation(place: str, words: list[str]) -> Expectation:
    verdict = "undecided" if words[0] == "undecided" else "finding"
    check, *rest = words[1:] if verdict == "undecided" else words
    assert check in {each.id for each in CHECKS}, f"{place}: {check!r} is no check"
    unknown = set(rest) - _SEVERITIES - _CONFIDENCES
    assert not unknown, f"{place}: neither severity nor confidence: {unknown}"
    severity = next((word for word in rest if word in _SEVERITIES), "")
    confidence = next((word for word in rest if word in _CONFIDENCES), "")
    return Expectation(place, check, verdict, severity, confidence)


def _place(configuration: dict[str, dict[str, dict[str, object]]], module: str, block: str) -> str:
    """Return the folder that the module's source names, and the block in it."""
    node = configuration.get("root_module", {})
    folder = PurePosixPath()
    for name, _ in module_path(module):
        call = node.get("module_calls", {}).get(name)
        assert isinstance(call, dict), f"{module} is not in the configuration"
        folder /= call["source"]
        node = call["module"]
    return (folder / block).as_posix()
