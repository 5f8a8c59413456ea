resource "aws_vpc_dhcp_options" "main" {
  domain_name         = "corp.example.com lab.example.com"
  domain_name_servers = ["AmazonProvidedDNS"]
}

resource "kubernetes_manifest" "web" { # expect: ndots-amplification low likely
  manifest = {
    apiVersion = "apps/v1"
    kind       = "Deployment"
    metadata   = { name = "web", namespace = "shop" }
    spec = {
      selector = { matchLabels = { app = "web" } }
      template = {
        metadata = { labels = { app = "web" } }
        spec = {
          containers = [{
            name  = "web"
            image = "example/web:1"
            env   = [{ name = "API_HOST", value = "api.example.com" }]
          }]
        }
      }
    }
  }
}
