# One network module, for two environments.

terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

provider "aws" {
  region = "eu-west-1"
}

locals {
  environments = {
    dev  = "10.1.0.0/16"
    prod = "10.2.0.0/16"
  }
}

module "network" {
  source   = "./network"
  for_each = local.environments

  name = each.key
  cidr = each.value
}
