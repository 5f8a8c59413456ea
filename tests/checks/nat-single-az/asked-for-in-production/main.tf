# In production the same decision is a mistake.
# judged by: nat-single-az, nats-share-az, nat-cross-az-route

module "vpc" {
  source             = "./vpc"
  single_nat_gateway = true
  environment        = "prod"
}
