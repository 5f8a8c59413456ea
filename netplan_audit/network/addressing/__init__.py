"""Address space: which ranges overlap, who has them, and how much of them is left."""
