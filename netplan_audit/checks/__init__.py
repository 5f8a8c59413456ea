"""The checks, one file each; this list is all there is, in the order of the documentation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from netplan_audit.checks.addressing.clientvpn_pool_overlap import clientvpn_pool_overlap
from netplan_audit.checks.addressing.cloudwan_segment_overlap import cloudwan_segment_overlap
from netplan_audit.checks.addressing.cluster_subnet_too_small import cluster_subnet_too_small
from netplan_audit.checks.addressing.dxgw_associated_vpcs_overlap import (
    dxgw_associated_vpcs_overlap,
)
from netplan_audit.checks.addressing.eks_remote_network_overlap import eks_remote_network_overlap
from netplan_audit.checks.addressing.eks_service_cidr_overlap import eks_service_cidr_overlap
from netplan_audit.checks.addressing.lb_subnet_too_small import lb_subnet_too_small
from netplan_audit.checks.addressing.peered_vpcs_overlap import peered_vpcs_overlap
from netplan_audit.checks.addressing.pod_address_exhaustion import pod_address_exhaustion
from netplan_audit.checks.addressing.public_range_vpc import public_range_vpc
from netplan_audit.checks.addressing.secondary_cidr_covers_route import secondary_cidr_covers_route
from netplan_audit.checks.addressing.secondary_cidr_restricted import secondary_cidr_restricted
from netplan_audit.checks.addressing.subnet_outside_vpc import subnet_outside_vpc
from netplan_audit.checks.addressing.subnets_overlap import subnets_overlap
from netplan_audit.checks.addressing.tgw_attached_vpcs_overlap import tgw_attached_vpcs_overlap
from netplan_audit.checks.addressing.vpc_cidr_self_overlap import vpc_cidr_self_overlap
from netplan_audit.checks.addressing.vpc_or_subnet_size import vpc_or_subnet_size
from netplan_audit.checks.addressing.vpc_overlaps_onprem import vpc_overlaps_onprem
from netplan_audit.checks.addressing.vpc_uses_172_17 import vpc_uses_172_17
from netplan_audit.checks.addressing.vpcs_overlap_unconnected import vpcs_overlap_unconnected
from netplan_audit.checks.connections.appliance_mode_off import appliance_mode_off
from netplan_audit.checks.connections.associated_but_no_return_propagation import (
    associated_but_no_return_propagation,
)
from netplan_audit.checks.connections.attached_but_not_associated import attached_but_not_associated
from netplan_audit.checks.connections.attachment_missing_az import attachment_missing_az
from netplan_audit.checks.connections.missing_return_route import missing_return_route
from netplan_audit.checks.connections.missing_tgw_return_route import missing_tgw_return_route
from netplan_audit.checks.connections.peering_dns_disabled import peering_dns_disabled
from netplan_audit.checks.connections.peering_not_accepted import peering_not_accepted
from netplan_audit.checks.connections.peering_route_beyond_peer import peering_route_beyond_peer
from netplan_audit.checks.connections.tgw_default_and_explicit_association import (
    tgw_default_and_explicit_association,
)
from netplan_audit.checks.connections.tgw_default_table_mixes_environments import (
    tgw_default_table_mixes_environments,
)
from netplan_audit.checks.connections.tgw_route_without_attachment import (
    tgw_route_without_attachment,
)
from netplan_audit.checks.connections.transitive_peering_assumed import transitive_peering_assumed
from netplan_audit.checks.connections.vpn_gateway_without_routes import vpn_gateway_without_routes
from netplan_audit.checks.connections.vpn_static_without_routes import vpn_static_without_routes
from netplan_audit.checks.cost.eip_unassociated import eip_unassociated
from netplan_audit.checks.cost.endpoint_per_az_excess import endpoint_per_az_excess
from netplan_audit.checks.cost.nat_without_users import nat_without_users
from netplan_audit.checks.cost.s3_through_nat import s3_through_nat
from netplan_audit.checks.dns.custom_dns_no_fallback import custom_dns_no_fallback
from netplan_audit.checks.dns.resolver_endpoint_single_az import resolver_endpoint_single_az
from netplan_audit.checks.dns.vpc_dns_off import vpc_dns_off
from netplan_audit.checks.exposure.data_service_publicly_accessible import (
    data_service_publicly_accessible,
)
from netplan_audit.checks.exposure.default_sg_not_locked import default_sg_not_locked
from netplan_audit.checks.exposure.eks_endpoint_public_world import eks_endpoint_public_world
from netplan_audit.checks.exposure.eks_remote_access_world import eks_remote_access_world
from netplan_audit.checks.exposure.icmp_echo_reply_only import icmp_echo_reply_only
from netplan_audit.checks.exposure.nlb_needs_client_cidr import nlb_needs_client_cidr
from netplan_audit.checks.exposure.nlb_without_sg import nlb_without_sg
from netplan_audit.checks.exposure.node_with_public_address import node_with_public_address
from netplan_audit.checks.exposure.nodeport_range_open_to_internet import (
    nodeport_range_open_to_internet,
)
from netplan_audit.checks.exposure.nodes_in_public_subnet import nodes_in_public_subnet
from netplan_audit.checks.exposure.publicly_accessible_but_private_subnets import (
    publicly_accessible_but_private_subnets,
)
from netplan_audit.checks.exposure.sg_all_traffic_world import sg_all_traffic_world
from netplan_audit.checks.exposure.sg_default_in_use import sg_default_in_use
from netplan_audit.checks.exposure.sg_egress_all import sg_egress_all
from netplan_audit.checks.exposure.sg_ingress_rfc1918_supernet import sg_ingress_rfc1918_supernet
from netplan_audit.checks.exposure.sg_ingress_vpc_wide import sg_ingress_vpc_wide
from netplan_audit.checks.exposure.sg_no_egress import sg_no_egress
from netplan_audit.checks.exposure.sg_open_admin_port import sg_open_admin_port
from netplan_audit.checks.exposure.sg_open_data_port import sg_open_data_port
from netplan_audit.checks.exposure.sg_ref_other_vpc import sg_ref_other_vpc
from netplan_audit.checks.exposure.sg_self_all_mixed_workloads import sg_self_all_mixed_workloads
from netplan_audit.checks.exposure.sg_tcp_port_zero import sg_tcp_port_zero
from netplan_audit.checks.exposure.sg_unattached import sg_unattached
from netplan_audit.checks.exposure.sg_wide_port_range_world import sg_wide_port_range_world
from netplan_audit.checks.filtering.default_nacl_emptied import default_nacl_emptied
from netplan_audit.checks.filtering.nacl_blocks_ephemeral import nacl_blocks_ephemeral
from netplan_audit.checks.filtering.nacl_blocks_pmtud import nacl_blocks_pmtud
from netplan_audit.checks.filtering.nacl_ipv6_gap import nacl_ipv6_gap
from netplan_audit.checks.filtering.nacl_rule_number_duplicate import nacl_rule_number_duplicate
from netplan_audit.checks.filtering.nacl_shadowed_allow import nacl_shadowed_allow
from netplan_audit.checks.filtering.sg_untracked_no_icmp import sg_untracked_no_icmp
from netplan_audit.checks.health.asg_elb_grace_too_short import asg_elb_grace_too_short
from netplan_audit.checks.health.deregistration_delay_default import deregistration_delay_default
from netplan_audit.checks.health.ecs_no_grace import ecs_no_grace
from netplan_audit.checks.health.grpc_check_with_http_status import grpc_check_with_http_status
from netplan_audit.checks.health.healthcheck_port_blocked import healthcheck_port_blocked
from netplan_audit.checks.health.healthcheck_timeout_ge_interval import (
    healthcheck_timeout_ge_interval,
)
from netplan_audit.checks.health.lb_az_not_covering_targets import lb_az_not_covering_targets
from netplan_audit.checks.health.matcher_too_wide import matcher_too_wide
from netplan_audit.checks.health.nlb_tcp_check_on_http import nlb_tcp_check_on_http
from netplan_audit.checks.health.unhealthy_target_detected_late import (
    unhealthy_target_detected_late,
)
from netplan_audit.checks.ingress.alb_implementation_specific_no_wildcard import (
    alb_implementation_specific_no_wildcard,
)
from netplan_audit.checks.ingress.duplicate_host_path import duplicate_host_path
from netplan_audit.checks.ingress.exact_missing_trailing_slash import exact_missing_trailing_slash
from netplan_audit.checks.ingress.host_wide_regex import host_wide_regex
from netplan_audit.checks.ingress.ingress_nginx_retired import ingress_nginx_retired
from netplan_audit.checks.ingress.path_type_implementation_specific import (
    path_type_implementation_specific,
)
from netplan_audit.checks.ingress.prefix_string_shadow import prefix_string_shadow
from netplan_audit.checks.ingress.rewrite_without_capture import rewrite_without_capture
from netplan_audit.checks.ingress.traefik_nonstrict_prefix import traefik_nonstrict_prefix
from netplan_audit.checks.ingress.wildcard_in_exact_or_prefix import wildcard_in_exact_or_prefix
from netplan_audit.checks.kubernetes.coredns_ttl_high import coredns_ttl_high
from netplan_audit.checks.kubernetes.dnspolicy_none_without_nameservers import (
    dnspolicy_none_without_nameservers,
)
from netplan_audit.checks.kubernetes.drain_longer_than_grace import drain_longer_than_grace
from netplan_audit.checks.kubernetes.eks_az_restricted import eks_az_restricted
from netplan_audit.checks.kubernetes.eks_private_endpoint_unreachable import (
    eks_private_endpoint_unreachable,
)
from netplan_audit.checks.kubernetes.external_traffic_policy_local_imbalance import (
    external_traffic_policy_local_imbalance,
)
from netplan_audit.checks.kubernetes.headless_no_drain import headless_no_drain
from netplan_audit.checks.kubernetes.headless_stale_endpoints import headless_stale_endpoints
from netplan_audit.checks.kubernetes.headless_targetport_ignored import headless_targetport_ignored
from netplan_audit.checks.kubernetes.headless_with_cached_resolution import (
    headless_with_cached_resolution,
)
from netplan_audit.checks.kubernetes.healthcheck_path_mismatch import healthcheck_path_mismatch
from netplan_audit.checks.kubernetes.hostnetwork_clusterfirst import hostnetwork_clusterfirst
from netplan_audit.checks.kubernetes.kube_proxy_ipvs_deprecated import kube_proxy_ipvs_deprecated
from netplan_audit.checks.kubernetes.l4_service_with_long_lived_connections import (
    l4_service_with_long_lived_connections,
)
from netplan_audit.checks.kubernetes.lb_service_allocates_nodeports import (
    lb_service_allocates_nodeports,
)
from netplan_audit.checks.kubernetes.ndots_amplification import ndots_amplification
from netplan_audit.checks.kubernetes.ndots_too_low import ndots_too_low
from netplan_audit.checks.kubernetes.networkpolicy_dns_selector_mistake import (
    networkpolicy_dns_selector_mistake,
)
from netplan_audit.checks.kubernetes.networkpolicy_dns_tcp_missing import (
    networkpolicy_dns_tcp_missing,
)
from netplan_audit.checks.kubernetes.networkpolicy_egress_blocks_dns import (
    networkpolicy_egress_blocks_dns,
)
from netplan_audit.checks.kubernetes.networkpolicy_ingress_blocks_cluster_dns import (
    networkpolicy_ingress_blocks_cluster_dns,
)
from netplan_audit.checks.kubernetes.nlb_tcp_for_grpc import nlb_tcp_for_grpc
from netplan_audit.checks.kubernetes.no_drain_delay import no_drain_delay
from netplan_audit.checks.kubernetes.node_sg_missing_control_plane_ports import (
    node_sg_missing_control_plane_ports,
)
from netplan_audit.checks.kubernetes.prestop_exceeds_grace import prestop_exceeds_grace
from netplan_audit.checks.kubernetes.service_type_nodeport import service_type_nodeport
from netplan_audit.checks.kubernetes.session_affinity_behind_snat import (
    session_affinity_behind_snat,
)
from netplan_audit.checks.kubernetes.subnets_missing_lb_tags import subnets_missing_lb_tags
from netplan_audit.checks.kubernetes.target_type_instance_with_ip_cni import (
    target_type_instance_with_ip_cni,
)
from netplan_audit.checks.mtu.cni_mtu_too_big import cni_mtu_too_big
from netplan_audit.checks.mtu.cni_mtu_too_small import cni_mtu_too_small
from netplan_audit.checks.mtu.cross_region_peering_jumbo import cross_region_peering_jumbo
from netplan_audit.checks.mtu.dx_jumbo_static_route import dx_jumbo_static_route
from netplan_audit.checks.mtu.dx_vif_mtu_inconsistent import dx_vif_mtu_inconsistent
from netplan_audit.checks.mtu.forced_jumbo_to_small_path import forced_jumbo_to_small_path
from netplan_audit.checks.mtu.pod_mtu_gt_eni_mtu import pod_mtu_gt_eni_mtu
from netplan_audit.checks.mtu.vpn_clamp_segment_size import vpn_clamp_segment_size
from netplan_audit.checks.resilience.alb_single_az import alb_single_az
from netplan_audit.checks.resilience.cluster_subnets_single_az import cluster_subnets_single_az
from netplan_audit.checks.resilience.nat_cross_az_route import nat_cross_az_route
from netplan_audit.checks.resilience.nat_instance import nat_instance
from netplan_audit.checks.resilience.nat_single_az import nat_single_az
from netplan_audit.checks.resilience.nats_share_az import nats_share_az
from netplan_audit.checks.resilience.nlb_cross_zone_off import nlb_cross_zone_off
from netplan_audit.checks.resilience.private_nat_single_az import private_nat_single_az
from netplan_audit.checks.resilience.regional_nat_manual_missing_az import (
    regional_nat_manual_missing_az,
)
from netplan_audit.checks.resilience.single_az_workload import single_az_workload
from netplan_audit.checks.resilience.subnet_az_unspecified import subnet_az_unspecified
from netplan_audit.checks.routing.blackhole_default_route import blackhole_default_route
from netplan_audit.checks.routing.eks_public_subnet_no_auto_ip import eks_public_subnet_no_auto_ip
from netplan_audit.checks.routing.fargate_public_subnet_no_public_ip import (
    fargate_public_subnet_no_public_ip,
)
from netplan_audit.checks.routing.gateway_rt_invalid import gateway_rt_invalid
from netplan_audit.checks.routing.igw_route_without_attached_igw import (
    igw_route_without_attached_igw,
)
from netplan_audit.checks.routing.illegal_more_specific_local import illegal_more_specific_local
from netplan_audit.checks.routing.instance_in_subnet_az_mismatch import (
    instance_in_subnet_az_mismatch,
)
from netplan_audit.checks.routing.internal_lb_in_public_subnet import internal_lb_in_public_subnet
from netplan_audit.checks.routing.internet_lb_in_private_subnet import (
    internet_lb_in_private_subnet,
)
from netplan_audit.checks.routing.lambda_in_public_subnet import lambda_in_public_subnet
from netplan_audit.checks.routing.nat_self_loop import nat_self_loop
from netplan_audit.checks.routing.no_default_route_but_needs_egress import (
    no_default_route_but_needs_egress,
)
from netplan_audit.checks.routing.prefix_list_route_conflict import prefix_list_route_conflict
from netplan_audit.checks.routing.private_nat_to_igw import private_nat_to_igw
from netplan_audit.checks.routing.public_by_main_rt import public_by_main_rt
from netplan_audit.checks.routing.public_nat_in_private_subnet import public_nat_in_private_subnet
from netplan_audit.checks.routing.route_table_unassociated import route_table_unassociated
from netplan_audit.checks.routing.route_to_reserved_range import route_to_reserved_range
from netplan_audit.checks.routing.subnet_mixed_defaults import subnet_mixed_defaults
from netplan_audit.checks.routing.subnet_on_main_route_table import subnet_on_main_route_table
from netplan_audit.checks.routing.vgw_routes_to_gwlb_endpoint import vgw_routes_to_gwlb_endpoint
from netplan_audit.checks.structure.default_rt_and_main_association import (
    default_rt_and_main_association,
)
from netplan_audit.checks.structure.double_route_association import double_route_association
from netplan_audit.checks.structure.ec2classic_sg_names import ec2classic_sg_names
from netplan_audit.checks.structure.endpoint_association_twice import endpoint_association_twice
from netplan_audit.checks.structure.inline_and_separate_routes import inline_and_separate_routes
from netplan_audit.checks.structure.inline_and_separate_rules import inline_and_separate_rules
from netplan_audit.checks.structure.peering_options_twice import peering_options_twice
from netplan_audit.checks.structure.wrong_gateway_attribute import wrong_gateway_attribute

if TYPE_CHECKING:
    from netplan_audit.check import Check

CHECKS: Final[tuple[Check, ...]] = (
    peered_vpcs_overlap,
    tgw_attached_vpcs_overlap,
    vpcs_overlap_unconnected,
    subnets_overlap,
    subnet_outside_vpc,
    vpc_cidr_self_overlap,
    secondary_cidr_restricted,
    nat_single_az,
    nats_share_az,
    nat_cross_az_route,
    public_nat_in_private_subnet,
    nat_self_loop,
    internet_lb_in_private_subnet,
    blackhole_default_route,
    igw_route_without_attached_igw,
    subnet_mixed_defaults,
    public_by_main_rt,
    subnet_on_main_route_table,
    route_table_unassociated,
    no_default_route_but_needs_egress,
    lambda_in_public_subnet,
    fargate_public_subnet_no_public_ip,
    eks_public_subnet_no_auto_ip,
    prefix_list_route_conflict,
    illegal_more_specific_local,
    route_to_reserved_range,
    gateway_rt_invalid,
    vgw_routes_to_gwlb_endpoint,
    instance_in_subnet_az_mismatch,
    single_az_workload,
    subnet_az_unspecified,
    missing_return_route,
    transitive_peering_assumed,
    peering_route_beyond_peer,
    peering_not_accepted,
    peering_dns_disabled,
    tgw_route_without_attachment,
    attachment_missing_az,
    missing_tgw_return_route,
    attached_but_not_associated,
    associated_but_no_return_propagation,
    tgw_default_and_explicit_association,
    appliance_mode_off,
    tgw_default_table_mixes_environments,
    vpn_static_without_routes,
    vpn_gateway_without_routes,
    alb_single_az,
    sg_ingress_vpc_wide,
    nodeport_range_open_to_internet,
    nlb_needs_client_cidr,
    service_type_nodeport,
    lb_service_allocates_nodeports,
    sg_all_traffic_world,
    sg_open_admin_port,
    sg_open_data_port,
    sg_wide_port_range_world,
    nacl_blocks_ephemeral,
    nacl_shadowed_allow,
    nacl_rule_number_duplicate,
    default_nacl_emptied,
    nacl_ipv6_gap,
    sg_no_egress,
    sg_ref_other_vpc,
    sg_tcp_port_zero,
    icmp_echo_reply_only,
    sg_self_all_mixed_workloads,
    sg_ingress_rfc1918_supernet,
    sg_default_in_use,
    default_sg_not_locked,
    sg_unattached,
    sg_egress_all,
    networkpolicy_egress_blocks_dns,
    ndots_amplification,
    ndots_too_low,
    dnspolicy_none_without_nameservers,
    hostnetwork_clusterfirst,
    inline_and_separate_routes,
    inline_and_separate_rules,
    wrong_gateway_attribute,
    double_route_association,
    default_rt_and_main_association,
    ec2classic_sg_names,
    peering_options_twice,
    endpoint_association_twice,
    l4_service_with_long_lived_connections,
    session_affinity_behind_snat,
    external_traffic_policy_local_imbalance,
    kube_proxy_ipvs_deprecated,
    headless_stale_endpoints,
    headless_with_cached_resolution,
    headless_targetport_ignored,
    coredns_ttl_high,
    headless_no_drain,
    path_type_implementation_specific,
    host_wide_regex,
    prefix_string_shadow,
    duplicate_host_path,
    wildcard_in_exact_or_prefix,
    alb_implementation_specific_no_wildcard,
    traefik_nonstrict_prefix,
    ingress_nginx_retired,
    exact_missing_trailing_slash,
    rewrite_without_capture,
    prestop_exceeds_grace,
    no_drain_delay,
    drain_longer_than_grace,
    healthcheck_path_mismatch,
    cni_mtu_too_big,
    cni_mtu_too_small,
    forced_jumbo_to_small_path,
    pod_mtu_gt_eni_mtu,
    networkpolicy_dns_tcp_missing,
    networkpolicy_ingress_blocks_cluster_dns,
    networkpolicy_dns_selector_mistake,
    nacl_blocks_pmtud,
    sg_untracked_no_icmp,
    eks_remote_access_world,
    eks_endpoint_public_world,
    data_service_publicly_accessible,
    publicly_accessible_but_private_subnets,
    nlb_without_sg,
    node_with_public_address,
    nodes_in_public_subnet,
    cluster_subnets_single_az,
    cluster_subnet_too_small,
    pod_address_exhaustion,
    subnets_missing_lb_tags,
    eks_az_restricted,
    eks_private_endpoint_unreachable,
    node_sg_missing_control_plane_ports,
    internal_lb_in_public_subnet,
    lb_subnet_too_small,
    dxgw_associated_vpcs_overlap,
    cloudwan_segment_overlap,
    vpc_overlaps_onprem,
    vpc_or_subnet_size,
    vpc_uses_172_17,
    eks_service_cidr_overlap,
    eks_remote_network_overlap,
    public_range_vpc,
    secondary_cidr_covers_route,
    clientvpn_pool_overlap,
    nlb_tcp_for_grpc,
    nlb_cross_zone_off,
    target_type_instance_with_ip_cni,
    asg_elb_grace_too_short,
    ecs_no_grace,
    healthcheck_port_blocked,
    healthcheck_timeout_ge_interval,
    matcher_too_wide,
    grpc_check_with_http_status,
    lb_az_not_covering_targets,
    unhealthy_target_detected_late,
    nlb_tcp_check_on_http,
    deregistration_delay_default,
    nat_without_users,
    regional_nat_manual_missing_az,
    private_nat_to_igw,
    nat_instance,
    private_nat_single_az,
    s3_through_nat,
    eip_unassociated,
    endpoint_per_az_excess,
    vpc_dns_off,
    custom_dns_no_fallback,
    resolver_endpoint_single_az,
    dx_vif_mtu_inconsistent,
    dx_jumbo_static_route,
    vpn_clamp_segment_size,
    cross_region_peering_jumbo,
)
