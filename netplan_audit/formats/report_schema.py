"""The shape of the JSON report as pydantic models, from which its JSON Schema is made."""

from __future__ import annotations

import json
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import GenerateJsonSchema

from netplan_audit.formats import SCHEMA_ID

SeverityWord = Literal["critical", "high", "medium", "low", "info"]
Count = Annotated[int, Field(ge=0)]


def render() -> str:
    """Render the JSON Schema of the report, draft 2020-12."""
    schema = ReportV1.model_json_schema(mode="serialization", schema_generator=_Schema)
    head = {"$schema": GenerateJsonSchema.schema_dialect, "$id": SCHEMA_ID}
    return json.dumps({**head, **schema}, indent=2) + "\n"


class _Schema(GenerateJsonSchema):
    """Leaves out the titles of fields, which only repeat their names."""

    def field_title_should_be_set(self, schema: object) -> bool:  # noqa: ARG002
        return False


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Tool(_Closed):
    """What wrote the report."""

    name: Literal["netplan-audit"]
    version: str


class BySeverity(_Closed):
    """How many findings there are of each severity."""

    critical: Count
    high: Count
    medium: Count
    low: Count
    info: Count


class Input(_Closed):
    """One input. `id` is what results name it by; `path` is as the user gave it."""

    id: str
    path: str
    kind: Literal["plan", "state", "configuration", "manifests"]
    format_version: str | None
    terraform_version: str | None
    compared: Annotated[bool, Field(description="A network before it was there to compare with.")]
    by_severity: BySeverity
    result: Annotated[
        Literal["pass", "fail"], Field(description="What the gate says of this input alone.")
    ]
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class Run(_Closed):
    """What was run, and on what."""

    inputs: list[Input]
    config: Annotated[str | None, Field(description="The configuration file; null: none.")]
    started_at: Annotated[
        str | None, Field(description="Null, so that equal runs give equal bytes.")
    ]


class Gate(_Closed):
    """The threshold; `fail_on` joins its words with commas. On `fail` the exit code is 1."""

    fail_on: str
    result: Literal["pass", "fail"]


Delta = Annotated[Count | None, Field(description="Null: no input is a plan, so nothing changes.")]


class Summary(_Closed):
    """Counts. They are of everything found, also of what `--severity` leaves out of the lists."""

    evaluated: Annotated[Count, Field(description="Resource instances in the inputs.")]
    by_severity: BySeverity
    introduced: Delta
    worsened: Delta
    existing: Delta
    resolved: Delta
    suppressed: Count
    undecided: Count
    not_shown: Annotated[
        Count, Field(description="Results that --severity or --min-confidence left out.")
    ]
    gate: Gate


class CheckRef(_Closed):
    """The check of a result; `url` is relative to the top of the project."""

    id: str
    category: str
    url: str


class ResourceRef(_Closed):
    """A resource and the part it plays: `subject` is the one to change."""

    address: str
    role: str
    input: str


class Hop(_Closed):
    """One hop of the path that proves a result; `note` says what it shows."""

    from_: Annotated[str, Field(alias="from")]
    to: str
    kind: str
    certainty: Literal["certain", "likely", "one-of"]
    note: str


class Location(_Closed):
    """Where the subject's block stands; the file is relative to the folder the tool ran in."""

    file: str
    start_line: Annotated[int, Field(ge=1)]
    end_line: Annotated[int, Field(ge=1)]
    source: Literal["planfile", "source", "directory", "configuration", "baseline"]


class Suppression(_Closed):
    """Why a result is suppressed, who says so, until when, and where that stands."""

    reason: str
    owner: str
    until: Annotated[str | None, Field(description="The last day, as YYYY-MM-DD.")]
    location: Location


class Result(_Closed):
    """A finding or an undecided result.

    `unknowns` are the attributes that would settle it (undecided) or could still change its
    severity (finding). `also_in` are other inputs with the same result: the same folder with other
    values of its variables. `fingerprint` stays the same when lines or wording change.
    """

    fingerprint: Annotated[str, Field(pattern="^[0-9a-f]{32}$")]
    check: CheckRef
    severity: SeverityWord
    confidence: Literal["certain", "likely", "possible"]
    status: Literal["open", "suppressed", "baseline"]
    also_in: list[str]
    suppression: Suppression | None
    change: Annotated[
        Literal["introduced", "worsened", "existing", "resolved"] | None,
        Field(description="Null: the input is no plan. A first plan introduces everything."),
    ]
    message: str
    resources: Annotated[list[ResourceRef], Field(min_length=1)]
    path: list[Hop]
    location: Annotated[
        Location | None, Field(description="Null: there is no source, or it is not in it.")
    ]
    unknowns: list[str]
    evidence: dict[str, str | int | bool | list[str]]
    remediation: str
    fix: Annotated[
        str | None,
        Field(
            description="HCL that would mend it, YAML for manifests; null where the input does not "
            "tell how."
        ),
    ]


class Diagnostic(_Closed):
    """Trouble met while reading an input; `code` is a stable word."""

    severity: Literal["error", "warning", "note"]
    code: str
    message: str
    source: str
    line: Annotated[int | None, Field(ge=1, description="Null: it is about the whole input.")]
    column: Annotated[int | None, Field(ge=1)]
    hint: str


class Coverage(_Closed):
    """What was read, what the network model understands, and what not.

    `not_analysed` and `providers_not_analysed` count by type and by provider, `objects` the
    network's objects by kind. `missing_modules` are calls without a body, `unresolved` arguments
    whose target is unknown; with several inputs each starts with its input's id.
    """

    resources: Count
    analysed: Count
    not_analysed: dict[str, Count]
    providers_not_analysed: dict[str, Count]
    missing_modules: list[str]
    unresolved: list[str]
    objects: dict[str, Count]


class ReportV1(_Closed):
    """The report of `netplan-audit scan --format json`, version 1."""

    schema_: Annotated[str, Field(alias="$schema")]
    schema_version: Literal["1"]
    tool: Tool
    run: Run
    summary: Summary
    findings: list[Result]
    undecided: list[Result]
    suppressed: list[Result]
    resolved: list[Result]
    diagnostics: list[Diagnostic]
    coverage: Coverage
