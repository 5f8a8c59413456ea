"""Route tables and gateways: which table a subnet uses, and where its packets go."""
