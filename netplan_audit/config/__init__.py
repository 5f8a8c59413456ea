"""Configuration files: where they are found, what they may say, and how it is read."""
