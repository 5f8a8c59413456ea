"""Checks of what joins networks: peering connections, transit gateways and VPN."""
