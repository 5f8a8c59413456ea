"""What joins networks: who sends what over it, what comes back, and how large it may be."""
