"""What is known only after apply stays exact: which attribute of which instance."""

from __future__ import annotations

import pytest

from netplan_audit.terraform import value as plain
from netplan_audit.terraform.hcl.bridge import mask, to_plain
from netplan_audit.terraform.hcl.faults import EvaluationError
from netplan_audit.terraform.hcl.sets import make_set
from netplan_audit.terraform.hcl.value_types import STRING
from netplan_audit.terraform.hcl.values import Choice, Set, Several, Symbol, Unknown
from tests.terraform.hcl.reading import ZONES, evaluate

CERTAIN, LIKELY, ONE_OF = plain.Certainty.CERTAIN, plain.Certainty.LIKELY, plain.Certainty.ONE_OF


def ref(text: str, certainty: plain.Certainty = CERTAIN) -> plain.Reference:
    """Return the reference that a text such as `aws_vpc.main|id` names."""
    address, _, attribute = text.partition("|")
    return plain.Reference(address, attribute, certainty)


S0, S1, S2 = (ref(f"aws_subnet.s[{n}]|id") for n in range(3))
Z0, Z1, Z2 = (ref(f"{ZONES}|names[{n}]") for n in range(3))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("aws_vpc.main.id", ref("aws_vpc.main|id")),
        ("aws_vpc.main.cidr_block", "10.0.0.0/16"),
        ("aws_vpc.main.ipv6.x[0]", ref("aws_vpc.main|ipv6.x[0]")),
        ("aws_subnet.s[1].id", S1),
        ("aws_subnet.s[*].id", [S0, S1, S2]),
        ("aws_subnet.s.*.id[2]", S2),
        ("aws_subnet.s[*].availability_zone", ["zone-0", "zone-1", "zone-2"]),
        ("aws_vpc.main[*].id", [ref("aws_vpc.main|id")]),
        ('[for s in aws_subnet.s : s.id if s.availability_zone != "zone-1"]', [S0, S2]),
        ('{ for i, s in aws_subnet.s : "k${i}" => s.id }', {"k0": S0, "k1": S1, "k2": S2}),
        ("{ for k, n in aws_nat_gateway.each : k => n.id }",
         {"a": ref('aws_nat_gateway.each["a"]|id'), "b": ref('aws_nat_gateway.each["b"]|id')}),
        ("element(aws_subnet.s[*].id, 4)", S1),
        ("slice(aws_subnet.s[*].id, 1, 3)", [S1, S2]),
        ("concat(aws_subnet.s[*].id, [aws_vpc.main.id])", [S0, S1, S2, ref("aws_vpc.main|id")]),
        ("reverse(aws_subnet.s[*].id)", [S2, S1, S0]),
        ('compact(concat(aws_subnet.s[*].id, ["", null]))', [S0, S1, S2]),
        ("flatten([aws_subnet.s[*].id, [[aws_vpc.main.id]]])",
         [S0, S1, S2, ref("aws_vpc.main|id")]),
        ('zipmap(["a", "b"], slice(aws_subnet.s[*].id, 0, 2))', {"a": S0, "b": S1}),
        ("merge({ a = aws_subnet.s[0].id }, { b = 1 })", {"a": S0, "b": 1}),
        ('lookup({ a = aws_subnet.s[0].id }, "a", "")', S0),
        ('lookup(aws_subnet.s[0], "id")', S0),
        ('lookup(aws_subnet.s[1], "availability_zone", "")', "zone-1"),
        ("values({ b = aws_subnet.s[0].id, a = aws_subnet.s[1].id })", [S1, S0]),
        ('tolist([aws_subnet.s[0].id, "x"])', [S0, "x"]),
        ("toset(aws_subnet.s[*].id)", [S0, S1, S2]),
        ("distinct([aws_subnet.s[0].id, aws_subnet.s[0].id, aws_subnet.s[1].id])", [S0, S1]),
        ("chunklist(aws_subnet.s[*].id, 2)", [[S0, S1], [S2]]),
        ('setproduct(["a"], slice(aws_subnet.s[*].id, 0, 2))', [["a", S0], ["a", S1]]),
        ('matchkeys(aws_subnet.s[*].id, aws_subnet.s[*].availability_zone, ["zone-2"])', [S2]),
        ("one(aws_vpc.main[*].id)", ref("aws_vpc.main|id")),
        ('coalesce(null, "", aws_vpc.main.id, "x")', ref("aws_vpc.main|id")),
        ("coalescelist([], aws_subnet.s[*].id)", [S0, S1, S2]),
        ('try(aws_vpc.main.id, "none")', ref("aws_vpc.main|id")),
        ("try(aws_subnet.s[7].id, aws_subnet.s[0].id)", S0),
        ('"${aws_vpc.main.id}"', ref("aws_vpc.main|id")),
        ("data.aws_availability_zones.z.names[1]", Z1),
        ("slice(data.aws_availability_zones.z.names, 0, 3)", [Z0, Z1, Z2]),
        ("element(slice(data.aws_availability_zones.z.names, 0, 2), 3)", Z1),
        ("element(data.aws_availability_zones.z.names, 0)", Z0),
        ("element(data.aws_availability_zones.z.names, 2)", ref(f"{ZONES}|names[2]", LIKELY)),
        ("{ id = aws_vpc.main.id, n = length(aws_subnet.s) }",
         {"id": ref("aws_vpc.main|id"), "n": 3}),
    ],
)  # fmt: skip
def test_a_reference_comes_out_exactly(text: str, expected: plain.Value) -> None:
    assert to_plain(evaluate(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("aws_vpc.main.id == aws_vpc.main.id", True),
        ("aws_vpc.main.id != aws_vpc.main.id", False),
        ("aws_vpc.main.id == aws_vpc.other.id", False),
        ("aws_vpc.main.id == aws_subnet.s[0].id", None),
        ("aws_vpc.main.tag == aws_vpc.other.tag", None),
        ('aws_vpc.main.id == "vpc-1"', None),
        ("aws_vpc.main.id == null", False),
        ("aws_vpc.main.ipv6 == null", None),
        ("aws_vpc.main == null", False),
        ("var.text == 5", False),
        ("aws_subnet.s[*].id == aws_subnet.s[*].id", True),
        ("[aws_subnet.s[0].id, 1] == [aws_subnet.s[0].id, 2]", False),
        (("slice(data.aws_availability_zones.z.names, 0, 2)[0] == "
         "data.aws_availability_zones.z.names[0]"), True),
        ("data.aws_availability_zones.z.names[0] == data.aws_availability_zones.z.names[1]", False),
        (("element(data.aws_availability_zones.z.names, 3) == "
         "data.aws_availability_zones.z.names[0]"), None),
        ("contains(aws_subnet.s[*].id, aws_subnet.s[1].id)", True),
        ('contains(aws_subnet.s[*].id, "subnet-1")', None),
        ('contains([for s in aws_subnet.s : s.availability_zone], "zone-9")', False),
        ("index(aws_subnet.s[*].id, aws_subnet.s[2].id) == 2", True),
        ("length(aws_subnet.s[*].id) == 3", True),
        ("length(toset(aws_subnet.s[*].id)) == 3", True),
        ("length(toset(slice(data.aws_availability_zones.z.names, 0, 3))) == 3", True),
        ("length(toset([aws_vpc.main.tag, aws_vpc.other.tag])) == 2", None),
        ("length(distinct([aws_vpc.main.id, aws_vpc.other.id])) == 2", True),
        ("length(data.aws_subnets.d.ids) == 2", None),
        ("var.flag && false", False),
        ("var.flag || true", True),
        ("var.flag && true", None),
        ("!var.flag", None),
        ("alltrue([var.flag, false])", False),
        ("anytrue([var.flag, true])", True),
        ("anytrue([var.flag, false])", None),
        ("can(aws_vpc.main.id)", True),
        ("can(aws_subnet.s[9])", False),
        ("can(aws_subnet.maybe[0].id)", None),
        ("can(tonumber(var.text))", None),
        ("length(var.flag ? [1, 2] : [3, 4]) == 2", True),
        ("(var.flag ? 1 : 2) > 0", True),
        ("(var.flag ? 1 : 2) > 1", None),
        ('startswith(var.flag ? "ab" : "ac", "a")', True),
    ],
)  # fmt: skip
def test_a_verdict_is_given_where_it_is_certain_and_only_there(
    text: str,
    expected: bool | None,  # noqa: FBT001 - a column of the table
) -> None:
    value = evaluate(text)
    assert (None if isinstance(value, Unknown | Choice) else value) is expected


@pytest.mark.parametrize(
    ("text", "waits"),
    [
        ("cidrsubnet(var.text, 4, 1)", ("var.text",)),
        ("cidrsubnet(aws_vpc.other.cidr_block, 4, 1)", ("aws_vpc.other.cidr_block",)),
        ('join(",", aws_subnet.s[*].id)', tuple(f"aws_subnet.s[{n}].id" for n in range(3))),
        ('"a-${var.text}"', ("var.text",)),
        ('format("%s-%s", var.text, aws_vpc.main.id)', ("var.text", "aws_vpc.main.id")),
        ("range(var.size)", ("var.size",)),
        ("jsonencode({ a = [aws_vpc.main.arn] })", ("aws_vpc.main.arn",)),
        ("upper(aws_vpc.main.id)", ("aws_vpc.main.id",)),
        ("keys(var.map)", ("var.map",)),
        ("provider::aws::arn_parse(aws_vpc.main.arn)",
         ("provider::aws::arn_parse()", "aws_vpc.main.arn")),
        ("timestamp()", ("timestamp()",)),
        ("try(var.any.x, 1)", ("var.any",)),
        ("var.size + 1", ("var.size",)),
        ("max(var.list...)", ("var.list",)),
    ],
)  # fmt: skip
def test_an_unknown_says_what_it_waits_for(text: str, waits: tuple[str, ...]) -> None:
    assert to_plain(evaluate(text)) == plain.Unknown(waits)


ONE_SUBNET = (ref("aws_subnet.s[0]|id", ONE_OF), ref("aws_subnet.s[1]|id", ONE_OF))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("var.flag ? aws_subnet.s[0].id : aws_subnet.s[1].id",
         plain.OneOf(ONE_SUBNET, complete=True, waits_for=("var.flag",))),
        ("(var.flag ? aws_subnet.s[0] : aws_subnet.s[1]).id",
         plain.OneOf(ONE_SUBNET, complete=True, waits_for=("var.flag",))),
        ("slice(aws_subnet.s[*].id, 0, 2)[var.size]",
         plain.OneOf(ONE_SUBNET, complete=True, waits_for=("var.size",))),
        ("var.flag ? aws_subnet.s[0].id : aws_subnet.s[0].id", S0),
        ("var.flag ? aws_subnet.s[0].id : var.text",
         plain.OneOf(ONE_SUBNET[:1], complete=False, waits_for=("var.flag", "var.text"))),
        ("var.flag ? aws_subnet.s[0].id : null",
         plain.OneOf(ONE_SUBNET[:1], complete=False, waits_for=("var.flag",))),
        ("var.flag ? [aws_subnet.s[0].id] : []",
         plain.SomeOf(ONE_SUBNET[:1], complete=True, waits_for=("var.flag",))),
        ("concat(var.flag ? [aws_subnet.s[0].id] : [], [aws_subnet.s[2].id])",
         plain.SomeOf((ONE_SUBNET[0], S2), complete=True, waits_for=("var.flag",))),
        ("concat(data.aws_subnets.d.ids, [aws_subnet.s[0].id])",
         plain.SomeOf((S0,), complete=False, waits_for=("data.aws_subnets.d.ids",))),
        ("compact([aws_subnet.s[0].id, aws_vpc.main.tag])",
         plain.SomeOf((S0, ref("aws_vpc.main|tag", ONE_OF)), complete=True,
                      waits_for=("aws_vpc.main.tag",))),
        ("[for s in aws_subnet.s : s.id if s.map_public]",
         plain.SomeOf(tuple(ref(f"aws_subnet.s[{n}]|id", ONE_OF) for n in range(3)), complete=True,
                      waits_for=tuple(f"aws_subnet.s[{n}].map_public" for n in range(3)))),
        ("aws_subnet.maybe[0].id", ref("aws_subnet.maybe[0]|id")),
        ("aws_subnet.maybe[*].id",
         plain.SomeOf((ref("aws_subnet.maybe[0]|id", ONE_OF),), complete=True,
                      waits_for=("var.flag",))),
        ("try(aws_subnet.maybe[0].id, aws_subnet.s[0].id)",
         plain.OneOf((ref("aws_subnet.maybe[0]|id", ONE_OF), ONE_SUBNET[0]), complete=True,
                      waits_for=("var.flag",))),
        ("one(aws_subnet.maybe[*].id)",
         plain.OneOf((ref("aws_subnet.maybe[0]|id", ONE_OF),), complete=False,
                      waits_for=("var.flag",))),
    ],
)  # fmt: skip
def test_all_candidates_are_kept(text: str, expected: plain.Value) -> None:
    assert to_plain(evaluate(text)) == expected


def test_a_known_number_of_elements_stays_known() -> None:
    value = evaluate("[for s in slice(data.aws_availability_zones.z.names, 0, 3) : upper(s)]")
    assert to_plain(value) == [plain.Unknown((f"{ZONES}.names[{n}]",)) for n in range(3)]


def test_a_loop_over_an_unknown_list_gives_what_is_the_same_for_all() -> None:
    same = evaluate("[for x in var.list : aws_vpc.main.id]")
    assert isinstance(same, Several)
    assert to_plain(same) == plain.SomeOf(
        (ref("aws_vpc.main|id", ONE_OF),), complete=True, waits_for=("var.list",)
    )
    assert to_plain(evaluate("[for x in var.list : x]")) == plain.Unknown(("var.list",))


@pytest.mark.parametrize(
    "text",
    [
        "aws_subnet.s.id",
        "tostring(aws_vpc.main)",
        '"x${aws_vpc.main}"',
        "var.list.name",
        "upper(var.list)",
        "var.text[0]",
        "slice(aws_subnet.s, 0, 4)",
        "var.flag ? [][0] : {}.x",
        "aws_vpc.none.id",
        "nope()",
    ],
)  # fmt: skip
def test_what_can_never_work_is_an_error_now(text: str) -> None:
    with pytest.raises(EvaluationError):
        evaluate(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("var.secret", True),
        ('"x${var.secret}"', True),
        ("[1, var.secret]", [False, True]),
        ("{ a = var.secret, b = 1 }", {"a": True, "b": False}),
        ("length(var.secret)", True),
        ("[1, var.secret][0]", False),
        ('var.secret == "x" ? 1 : 2', True),
        ("nonsensitive(var.secret)", False),
        ("toset([var.secret])", True),
        ("[for x in [var.secret] : upper(x)]", [True]),
        ("merge({ a = 1 }, sensitive({ b = 2 }))", True),
        ("jsonencode([var.secret])", True),
        ("try(var.secret, 1)", True),
        ("aws_subnet.s[length(var.secret) - 4].id", True),
    ],
)  # fmt: skip
def test_marks_go_wherever_the_value_goes(text: str, expected: object) -> None:
    assert mask(evaluate(text)) == expected


def test_a_marked_value_never_shows_itself() -> None:
    assert "hush" not in repr(evaluate("[var.secret]"))
    with pytest.raises(EvaluationError) as caught:
        evaluate("tobool(var.secret)")
    assert "hush" not in caught.value.message


def test_an_error_says_where_it_is() -> None:
    text = "[1, 2, upper([])]"
    with pytest.raises(EvaluationError) as caught:
        evaluate(text)
    assert caught.value.span is not None
    assert text[slice(*caught.value.span)] == "upper([])"


@pytest.mark.parametrize(
    ("addresses", "attribute", "length", "counted"),
    [
        (["aws_a.a[0]", "aws_a.a[1]", "aws_a.a[0]"], "id", 2, True),
        (["aws_a.a", "module.m.aws_a.a"], "arn", 2, True),
        (["aws_a.a", "aws_b.a"], "id", 2, False),
        (["data.aws_a.a", "data.aws_a.b"], "id", 2, False),
        (["aws_a.a[0]", "aws_a.a[1]"], "name", 2, False),
    ],
)
def test_ids_of_objects_of_one_type_are_as_many_elements(
    addresses: list[str], attribute: str, length: int, *, counted: bool
) -> None:
    found = make_set(STRING, [Symbol(address, (attribute,), STRING) for address in addresses])
    assert isinstance(found, Set)
    assert (len(found.items), found.counted) == (length, counted)
