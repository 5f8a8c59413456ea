"""The command line: the only part that prints, exits or reads the environment."""
