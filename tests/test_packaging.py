"""What is shipped beside the package: the action, the hooks, the image, the release."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

ROOT: Final = Path(__file__).parents[1]
EXAMPLE: Final = ROOT / "examples" / "three-tier"
WORKFLOWS: Final = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
ACTION: Final[dict[str, Any]] = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
STEPS: Final[list[dict[str, Any]]] = ACTION["runs"]["steps"]
DEFAULTS: Final = {name: one.get("default", "") for name, one in ACTION["inputs"].items()}
_INPUT: Final = re.compile(r"\$\{\{ inputs\.([a-z-]+) \}\}")


def steps_of(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [step for job in document["jobs"].values() for step in job["steps"]]


# ---- the action


def environment(step: dict[str, Any], folder: Path, **given: str) -> dict[str, str]:
    """Return the variables of a step, as a runner fills them in."""
    values = {**DEFAULTS, **{name.replace("_", "-"): value for name, value in given.items()}}
    filled = {name: _INPUT.sub(lambda m: values[m[1]], text) for name, text in step["env"].items()}
    return {
        "PATH": "/usr/bin:/bin",
        "PYTHONPATH": str(ROOT),
        "RUNNER_TEMP": str(folder),
        "GITHUB_OUTPUT": str(folder / "output"),
        "GITHUB_STEP_SUMMARY": str(folder / "summary.md"),
        "GITHUB_ACTION_PATH": str(ROOT),
        **filled,
    }


@pytest.fixture
def runner(tmp_path: Path) -> Path:
    """Return the folder of a runner in which the tool was installed."""
    programs = tmp_path / "netplan-audit" / "bin"
    programs.mkdir(parents=True)
    (programs / "python").symlink_to(sys.executable)
    tool = programs / "netplan-audit"
    tool.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m netplan_audit "$@"\n', "utf-8")
    tool.chmod(0o755)
    return tmp_path


def audited(folder: Path, **given: str) -> tuple[dict[str, str], str]:
    """Run the step; return its outputs and what it printed."""
    step = STEPS[1]
    done = subprocess.run(
        ["/bin/bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        check=False,
        cwd=ROOT,
        env=environment(step, folder, **given),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    lines = (folder / "output").read_text("utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines), done.stdout + done.stderr


def test_the_action_audits_and_tells(runner: Path) -> None:
    outputs, printed = audited(runner, plan="examples/three-tier/plan.json", summary="true")
    assert set(outputs) == set(ACTION["outputs"])
    assert outputs["exit-code"] == "1"
    assert (int(outputs["findings"]) > 1, outputs["max-severity"]) == (True, "critical")
    assert outputs["introduced"] == outputs["findings"]
    assert printed.startswith("::error file=examples/three-tier/main.tf")
    assert json.loads(Path(outputs["sarif"]).read_text("utf-8"))["version"] == "2.1.0"
    assert json.loads(Path(outputs["json"]).read_text("utf-8"))["schema_version"] == "1"
    summary = (runner / "summary.md").read_text("utf-8")
    assert summary == Path(outputs["markdown"]).read_text("utf-8")


def test_the_options_of_the_action_reach_the_tool(runner: Path) -> None:
    outputs, _ = audited(
        runner,
        plan="\nexamples/three-tier/plan.json\nexamples/change/plan.json\n",
        fail_on="never",
        repo_config="false",
        summary="false",
        sarif=str(runner / "own.sarif"),
    )
    assert (outputs["exit-code"], outputs["sarif"]) == ("0", str(runner / "own.sarif"))
    assert len(json.loads(Path(outputs["json"]).read_text("utf-8"))["run"]["inputs"]) == 2
    assert not (runner / "summary.md").exists()


@pytest.mark.parametrize("plan", ["--help", "$(touch pwned)", "`touch pwned`", '"; touch pwned; "'])
def test_an_input_is_a_path_and_nothing_else(runner: Path, plan: str) -> None:
    outputs, printed = audited(runner, plan=plan)
    assert outputs == {"exit-code": "2"}
    assert "there is no such file" in printed
    assert not (ROOT / "pwned").exists()


def test_an_output_of_the_action_cannot_be_forged(runner: Path) -> None:
    step = STEPS[1]
    done = subprocess.run(
        ["/bin/bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        check=False,
        cwd=ROOT,
        env=environment(step, runner, plan="examples/hub", sarif="x\nexit-code=0"),
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout) == (2, "::error::sarif is not one path\n")
    assert not (runner / "output").exists()


def test_no_expression_stands_in_a_script_of_the_action() -> None:
    assert not any("${{" in step["run"] for step in STEPS)
    used = {
        name for step in STEPS for text in step["env"].values() for name in _INPUT.findall(text)
    }
    assert used == set(ACTION["inputs"])


def test_the_gate_of_the_action_is_last() -> None:
    gate = STEPS[-1]
    assert gate["if"] == "${{ !cancelled() && steps.audit.outputs.exit-code != '0' }}"
    for status in ("1", "2", "3"):
        done = subprocess.run(
            ["/bin/bash", "-e", "-c", gate["run"]], check=False, env={"STATUS": status}
        )
        assert done.returncode == int(status)
    unset = subprocess.run(["/bin/bash", "-e", "-c", gate["run"]], check=False, env={"STATUS": ""})
    assert unset.returncode == 3, "a step that could not even start is no pass"


@pytest.mark.parametrize("version", ["latest", "1.2", "1.2.3 --pre", "git+https://x", "1.2.3\nx"])
def test_the_action_installs_exact_releases_only(tmp_path: Path, version: str) -> None:
    step = STEPS[0]
    done = subprocess.run(
        ["/bin/bash", "-e", "-c", step["run"]],
        check=False,
        env=environment(step, tmp_path, version=version),
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout) == (
        2,
        "::error::version is not an exact release such as 1.2.3\n",
    )


# ---- workflows, hooks, images


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_pins_its_actions_and_injects_nothing(path: Path) -> None:
    workflow = yaml.safe_load(path.read_text("utf-8"))
    assert workflow["permissions"] == {"contents": "read"}
    for step in steps_of(workflow):
        if "uses" in step:
            assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", step["uses"]), step["uses"]
        assert "${{" not in step.get("run", ""), step["run"]


def test_a_release_is_built_once_and_attested() -> None:
    jobs = yaml.safe_load((ROOT / ".github/workflows/release.yml").read_text("utf-8"))["jobs"]
    assert (jobs["publish"]["needs"], jobs["image"]["needs"]) == ("build", "build")
    assert jobs["publish"]["permissions"] == {"id-token": "write"}
    assert not any("run" in step for step in jobs["publish"]["steps"])
    for job in ("build", "image"):
        names = [step.get("uses", "").partition("@")[0] for step in jobs[job]["steps"]]
        assert "actions/attest-build-provenance" in names
    assert "password" not in json.dumps(jobs["publish"])


def test_the_hooks_of_pre_commit_name_commands_that_there_are() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert [hook["id"] for hook in hooks] == ["netplan-audit", "netplan-audit-config"]
    for hook in hooks:
        words = hook["entry"].split()
        command = words[1:3] if words[1] == "config" else words[1:2]
        help_ = [sys.executable, "-m", "netplan_audit", *command, "--help"]
        assert subprocess.run(help_, check=False, cwd=ROOT, capture_output=True).returncode == 0
    terraform, own = (re.compile(hook["files"]) for hook in hooks)
    assert all(terraform.search(name) for name in ("a.tf", "x/b.tofu", "c.tfvars"))
    assert not any("types" in key for hook in hooks for key in hook), "pre-commit knows no .tofu"
    assert own.search("net/.netplan-audit.yaml")
    assert not own.search("x.netplan-audit.yaml")


DOCKERFILES: Final = [ROOT / "Dockerfile", ROOT / "examples" / "ci" / "atlantis" / "Dockerfile"]


@pytest.mark.parametrize("path", DOCKERFILES, ids=["own", "atlantis"])
def test_an_image_is_built_from_what_is_pinned_and_leaves_no_rest(path: Path) -> None:
    """What hadolint would say first of it."""
    text = path.read_text("utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    names = dict(re.findall(r"^ARG (\w+)=(\S+)$", text, re.MULTILINE))
    for line in lines:
        if line.startswith("FROM "):
            image = re.sub(r"\$\{(\w+)\}", lambda found: names[found[1]], line.split()[1])
            assert re.search(r":v?\d+\.\d+[\w.-]*$", image), f"{image} has no exact tag"
        assert not line.startswith("ADD "), "COPY fetches nothing and unpacks nothing"
        assert not re.search(r"\b(curl|wget|sudo)\b|\|\s*(ba)?sh\b", line), line
        if "apt-get install" in line:
            assert "--no-install-recommends" in line
            assert "rm -rf /var/lib/apt/lists/*" in line
        if "pip install" in line:
            assert "--no-cache-dir" in line
    users = [line.split()[1] for line in lines if line.startswith("USER ")]
    assert users[-1] not in {"root", "0", "0:0"}


def test_the_image_is_small_and_runs_as_nobody_in_particular() -> None:
    lines = (ROOT / "Dockerfile").read_text("utf-8").splitlines()
    last = lines[max(index for index, line in enumerate(lines) if line.startswith("FROM ")) :]
    assert last[0].endswith("-slim")
    assert "USER 10001:10001" in last
    assert last[-1] == 'ENTRYPOINT ["netplan-audit"]'
    assert not any(word in line for line in last for word in ("pip", "curl", "apt"))
    ignored = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    assert ignored[0] == "*"
    for name in ("pyproject.toml", "README.md", "LICENSE", "netplan_audit", "policies"):
        assert f"!{name}" in ignored, "the wheel is built from it"
