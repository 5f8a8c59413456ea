"""Checks of health checks and of what reacts to them: what is slow, blind or never healthy."""
