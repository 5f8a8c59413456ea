"""Who is right where another tool's test and we disagree, and why."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Final

_PORT_80: Final = "a matter of taste: port 80 to everywhere is how a web server is opened"
_ZERO: Final = "we are: with tcp, 0 to 0 is port 0 alone (`sg-tcp-port-zero` tells it)"
_NOBODY: Final = "we are: the rule names no source, so it admits nobody"
_INCOMPLETE: Final = "we are: the provider refuses the block, which lacks required arguments"
_HOST_BITS: Final = (
    "we are: a prefix of length 0 is everything, whatever address stands before it; today's "
    "provider refuses any but 0.0.0.0"
)
_HUGE: Final = (
    "a matter of definition: a /5 is 134 million addresses, the internet to us; today's provider "
    "refuses the address before it"
)
_QUOTED: Final = "we are: the reference is quoted, so the group's id is that text"
_LABEL: Final = "we are: a group whose block is labelled `default` is not the VPC's default group"
_ELSEWHERE: Final = "we are: the address has an interface, though the file does not declare that"
_WORD: Final = "we are: `False` is no word of Terraform's language, and we say that it is not known"

REASONS: Final = {
    ("CKV_AWS_24", "aws_security_group.fail2"): _ZERO,
    ("CKV_AWS_24", "aws_security_group.not_self"): _NOBODY,
    ("CKV_AWS_24", "aws_vpc_security_group_ingress_rule.fail2"): _NOBODY,
    ("CKV_AWS_24", "aws_security_group.pass_self2"): (
        "we are: `self` adds the group to the sources, and takes 0.0.0.0/0 from none"
    ),
    ("CKV_AWS_260", "aws_security_group.fail2"): _ZERO,
    ("CKV_AWS_260", "aws_vpc_security_group_ingress_rule.fail2"): _NOBODY,
    ("CKV_AWS_260", "*"): _PORT_80,
    ("CKV_AWS_38", "aws_eks_cluster.disabled"): _WORD,
    ("CKV_AWS_39", "aws_eks_cluster.disabled"): _WORD,
    ("CKV_AWS_382", "aws_security_group.pass"): (
        "we are: with protocol -1 the ports do not count, so this lets everything out"
    ),
    ("CKV2_AWS_19", "aws_eip.not_ok_eip"): _ELSEWHERE,
    ("CKV2_AWS_35", "aws_route_table.aws_route_table_not_ok"): (
        "we are: since version 5 of the provider a `route` block has no `instance_id`"
    ),
    ("AWS-0107", "*"): _INCOMPLETE,
    ("AWS-0104", "*"): _INCOMPLETE,
    ("remote_desktop_port_open_to_internet", "*"): _HOST_BITS,
    ("sensitive_port_is_exposed_to_entire_network", "*"): _HUGE,
    ("sensitive_port_is_exposed_to_wide_private_network", "aws_security_group.negative5"): (
        "neither: the VPC, and so its addresses, is not in the file, and we say so"
    ),
    ("sensitive_port_is_exposed_to_wide_private_network", "aws_security_group.positive[!7]"): (
        "a matter of taste: for a group that nothing in the file uses it would be low at most, and "
        "the VPC that would tell is not in the file"
    ),
    ("sensitive_port_is_exposed_to_wide_private_network", "aws_security_group.positive7"): (
        "a matter of taste: one port without a name, from private networks, is no finding here"
    ),
    ("unrestricted_security_group_ingress", "*"): _HOST_BITS,
    ("http_port_open", "*"): _PORT_80,
    ("security_groups_not_used", "aws_security_group.used_sg"): _QUOTED,
    ("ec2_instance_using_default_security_group", "*"): _LABEL,
}
"""By question and resource, where `*` stands for any; the first that fits counts."""


def reason(question: str, resource: str) -> str:
    """Return who is right, '' where nobody has judged it yet."""
    fitting = (
        text
        for (asked, pattern), text in REASONS.items()
        if asked == question and fnmatchcase(resource, pattern)
    )
    return next(fitting, "")
