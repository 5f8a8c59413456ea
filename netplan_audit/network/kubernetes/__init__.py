"""Objects of Kubernetes, whether manifests or Terraform's resources declare them."""
