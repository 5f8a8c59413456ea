"""The recipes of `examples/ci` are followed: read as YAML, run with a stand-in for Terraform."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
import yaml

from tests.atlantis import current, step, summary
from tests.formats.test_junit import assert_valid
from tests.terraform.plan_files import plan_file, planned

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).parents[1]
RECIPES: Final = ROOT / "examples" / "ci"
EXAMPLE: Final = ROOT / "examples" / "three-tier"
YAML: Final = sorted([*RECIPES.rglob("*.yml"), *RECIPES.rglob("*.yaml")])
TERRAFORM: Final = """#!/bin/sh
case "$*" in
  *show*-json*) cat "$HERE/plan.json" ;;
  *plan*) touch net/tfplan ;;
esac
"""


def load(name: str) -> Any:  # noqa: ANN401 - YAML of others
    return yaml.safe_load((RECIPES / name).read_text("utf-8"))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a checkout with a root module in `net`, and programs that a recipe may call."""
    (tmp_path / "net").mkdir()
    shutil.copy(EXAMPLE / "main.tf", tmp_path / "net")
    programs = tmp_path / "bin"
    programs.mkdir()
    tool = f'#!/bin/sh\nexec "{sys.executable}" -m netplan_audit "$@"\n'
    idle = "#!/bin/sh\nexit 0\n"
    for name, text in (
        ("terraform", TERRAFORM.replace("$HERE", str(EXAMPLE))),
        ("netplan-audit", tool),
        *((name, idle) for name in ("apk", "gh", "pip", "pipx")),
    ):
        (programs / name).write_text(text, encoding="utf-8")
        (programs / name).chmod(0o755)
    return tmp_path


def run(script: str, project: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the commands of one step as a runner does: a shell that stops at the first mistake."""
    return subprocess.run(
        ["/bin/sh", "-e", "-c", script],
        check=False,
        cwd=project,
        env={
            "PATH": f"{project / 'bin'}:/usr/bin:/bin",
            "PYTHONPATH": str(ROOT),
            "HOME": str(project),
            **variables,
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )


def test_there_are_recipes() -> None:
    assert len(YAML) == 8


@pytest.mark.parametrize("path", YAML, ids=lambda path: path.name)
def test_a_recipe_is_yaml(path: Path) -> None:
    assert isinstance(yaml.safe_load(path.read_text("utf-8")), dict)


def test_the_readme_lists_every_recipe() -> None:
    listed = set(re.findall(r"\]\(([\w./-]+)\) \|", (RECIPES / "README.md").read_text("utf-8")))
    files = {
        path.relative_to(RECIPES).as_posix()
        for path in RECIPES.rglob("*")
        if path.is_file() and path.name != "README.md"
    }
    assert listed == files


def test_github(project: Path) -> None:
    steps = load("github.yml")["jobs"]["netplan-audit"]["steps"]
    output, summary = project / "output", project / "summary.md"
    logs = ""
    for one in steps[:-1]:
        if "run" in one:
            variables = {"GITHUB_OUTPUT": str(output), "GITHUB_STEP_SUMMARY": str(summary)}
            done = run(one["run"], project, **variables, NUMBER="7")
            assert (done.returncode, done.stderr) == (0, ""), one
            logs += done.stdout
    assert logs.startswith("::error file=net/main.tf,line=")
    assert output.read_text("utf-8") == "status=1\n"
    sarif = json.loads((project / "netplan.sarif").read_text("utf-8"))
    place = sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "net/main.tf"
    assert place["region"]["startLine"] > 1
    assert summary.read_text("utf-8").startswith("<!-- netplan-audit:net -->\n")
    assert (project / "netplan.md").read_text("utf-8") == summary.read_text("utf-8")
    assert not (project / "net" / "plan.json").exists()
    assert run(steps[-1]["run"], project, STATUS="1").returncode == 1


def test_github_gives_nobody_more_than_they_need() -> None:
    workflow = load("github.yml")
    assert workflow["permissions"] == {"contents": "read"}
    scripts = [one["run"] for one in workflow["jobs"]["netplan-audit"]["steps"] if "run" in one]
    assert not any("${{" in script for script in scripts), "an expression in a script is injection"


def test_gitlab(project: Path) -> None:
    job = load("gitlab.yml")["netplan-audit"]
    done = run("\n".join([*job["before_script"], *job["script"]]), project)
    assert (done.returncode, done.stderr) == (1, "")
    reports = job["artifacts"]["reports"]
    entries = json.loads((project / reports["codequality"]).read_text("utf-8"))
    assert {entry["location"]["path"] for entry in entries} == {"net/main.tf"}
    assert_valid((project / reports["junit"]).read_text("utf-8"))


def azure_scripts(project: Path) -> Iterator[str]:
    for one in load("azure-pipelines.yml")["steps"]:
        if "script" in one:
            yield one["script"].replace("$(Build.ArtifactStagingDirectory)", str(project / "out"))


def test_azure(project: Path) -> None:
    *before, audit, summary = azure_scripts(project)
    for script in before:
        assert run(script, project).returncode == 0
    done = run(audit, project)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith(
        "##vso[task.logissue type=error;sourcepath=net/main.tf;linenumber="
    )
    assert json.loads((project / "out" / "sarif" / "netplan.sarif").read_text("utf-8"))["runs"]
    assert_valid((project / "out" / "netplan.xml").read_text("utf-8"))
    shown = run(summary, project).stdout.strip().removeprefix("##vso[task.uploadsummary]")
    assert Path(shown).read_text("utf-8").startswith("<!-- netplan-audit:report -->")


def test_jenkins(project: Path) -> None:
    text = (RECIPES / "Jenkinsfile").read_text("utf-8")
    assert text.count("{") == text.count("}")
    *before, audit, after = re.findall(r"^\s*sh '([^']*)'$", text, re.MULTILINE)
    for script in before:
        assert run(script, project).returncode == 0
    assert run(audit, project).returncode == 1
    pattern = re.search(r"sarif\(pattern: '([^']+)'\)", text)
    assert pattern
    assert json.loads((project / pattern[1]).read_text("utf-8"))["version"] == "2.1.0"
    assert run(after, project).returncode == 0
    assert not (project / "net" / "plan.json").exists()


def test_digger(project: Path) -> None:
    steps = load("digger.yml")["workflows"]["network"]["plan"]["steps"]
    assert steps[:2] == ["init", "plan"]
    out = project / "digger.txt"
    done = run(f"cd net\n{steps[2]['run']}", project, DIGGER_OUT=str(out), DIGGER_PLANFILE="tfplan")
    assert (done.returncode, done.stderr) == (1, "")
    assert out.read_text("utf-8") == done.stdout
    assert done.stdout.splitlines()[-1].endswith("gate high: FAIL")
    assert not (project / "net" / "plan.json").exists()


def test_spacelift(project: Path) -> None:
    install, show, audit, clean = load("spacelift.yml")["stack_defaults"]["after_plan"]
    assert install.startswith("pip install ")
    assert run(f"cd net\n{install}\n{show}", project).returncode == 0
    done = run(f"cd net\n{audit}", project)
    assert done.stdout.splitlines()[-1].endswith("gate high: FAIL")
    assert done.returncode == 1
    assert run(f"cd net\n{clean}", project).returncode == 0


def test_env0_shows_the_verdict_on_standard_error(project: Path) -> None:
    (step_of_env0,) = load("env0.yml")["deploy"]["steps"]["terraformPlan"]["after"]
    done = run(f"cd net\n{step_of_env0['run']}", project)
    assert done.returncode == 1
    assert done.stderr.endswith("gate high: FAIL\n")
    assert done.stderr.count("\n") == 1
    assert not (project / "net" / "plan.json").exists()


def test_the_image_of_atlantis_ends_as_its_own_user() -> None:
    lines = (RECIPES / "atlantis" / "Dockerfile").read_text("utf-8").splitlines()
    assert lines[-1] == "USER atlantis"
    assert "ENV NETPLAN_AUDIT_NO_REPO_CONFIG=1" in lines
    first = next(line for line in lines if line.startswith("ARG "))
    assert re.fullmatch(r"ARG ATLANTIS=\S+:v\d+\.\d+\.\d+-debian", first), "an exact version"


@pytest.mark.parametrize("store", [".", "../plans"], ids=["beside", "plan-store-dir"])
def test_atlantis(tmp_path: Path, store: str) -> None:
    """The server may keep plan files elsewhere: its option --plan-store-dir."""
    tmp_path = tmp_path / "net"
    tmp_path.mkdir()
    plans = tmp_path / store
    plans.mkdir(exist_ok=True)
    server = load("atlantis/repos.yaml")
    steps = server["workflows"]["netplan"]["policy_check"]["steps"]
    assert steps[0] == "show"
    scripts = [one["run"] for one in steps[1:]]
    assert len(scripts) == len(server["policies"]["policy_sets"])
    data = (EXAMPLE / "plan.json").read_bytes()
    plan = json.loads(data)
    addresses = [one["address"] for one in plan["resource_changes"]]
    (tmp_path / "default.json").write_bytes(data)
    (plans / "default.tfplan").write_bytes(
        plan_file(
            planned(addresses, version=plan["terraform_version"], timestamp=plan["timestamp"]),
            {"tfconfig/m-/main.tf": (EXAMPLE / "main.tf").read_bytes()},
        )
    )
    outputs = []
    for script in scripts:
        status, output = step(script, tmp_path, {"PLANFILE": str(plans / "default.tfplan")})
        assert (status, current(output, status)) == (0, "fail"), output
        assert summary(output) == output.splitlines()[-1]
        assert re.search(r"^FAIL - infra/net - .*\(main\.tf:\d+\) \[\w+\]$", output, re.MULTILINE)
        outputs.append(output)
    assert ["nat-single-az" in output for output in outputs] == [False, True]
    assert ["peered-vpcs-overlap" in output for output in outputs] == [True, False]
    kept = re.compile(server["policies"]["policy_item_regex"]).findall(outputs[0])
    assert kept == [line for line in outputs[0].splitlines() if line.startswith("FAIL - ")]


def workflow(number: int) -> Any:  # noqa: ANN401 - YAML of others
    page = (ROOT / "docs" / "ci.md").read_text("utf-8")
    blocks = re.findall(r"^```yaml\n(workflows:\n.*?)^```$", page, re.MULTILINE | re.DOTALL)
    return yaml.safe_load(blocks[number])["workflows"]["netplan"]


def test_atlantis_without_policies_shows_and_lets_the_plan_be(tmp_path: Path) -> None:
    shutil.copy(EXAMPLE / "plan.json", tmp_path / "default.json")
    steps = workflow(0)["plan"]["steps"]
    assert steps[:3] == ["init", "plan", "show"]
    script = steps[3]["run"].replace(' --planfile "$PLANFILE"', "")
    status, output = step(script, tmp_path)
    assert status == 0
    assert "peered-vpcs-overlap" in output
    assert output.splitlines()[-1].endswith("gate high: FAIL")


def test_atlantis_with_terragrunt_makes_the_files_that_it_reads(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    terragrunt = tmp_path / "bin" / "terragrunt"
    plan = EXAMPLE / "plan.json"
    terragrunt.write_text(
        f'#!/bin/sh\ncase "$1" in show) cat "{plan}" ;; plan) touch default.tfplan ;; esac\n',
        "utf-8",
    )
    terragrunt.chmod(0o755)
    steps = workflow(1)
    for one in steps["plan"]["steps"]:
        assert step(one["run"], tmp_path) == (0, "")
    (audit,) = steps["policy_check"]["steps"]
    status, output = step(audit["run"].replace(' --planfile "$PLANFILE"', ""), tmp_path)
    assert (status, current(output, status)) == (0, "fail")


def test_atlantis_in_the_repository_asks_for_what_the_server_allows() -> None:
    allowed = load("atlantis/repos.yaml")["repos"][0]["allowed_overrides"]
    project = load("atlantis/atlantis.yaml")["projects"][0]
    assert set(project) - {"name", "dir"} == set(allowed)
    assert project["workflow"] in load("atlantis/repos.yaml")["workflows"]
