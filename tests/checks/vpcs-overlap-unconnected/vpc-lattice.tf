# A VPC Lattice service network joins VPCs whatever their addresses.
# judged by: peered-vpcs-overlap, tgw-attached-vpcs-overlap, vpcs-overlap-unconnected, subnets-overlap, subnet-outside-vpc

resource "aws_vpc" "member" {
  count      = 2
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpclattice_service_network" "mesh" {
  name = "mesh"
}

resource "aws_vpclattice_service_network_vpc_association" "member" {
  count                      = 2
  vpc_identifier             = aws_vpc.member[count.index].id
  service_network_identifier = aws_vpclattice_service_network.mesh.id
}
