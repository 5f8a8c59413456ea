"""What the internet gets into: openings, what stands behind them, and how it gets there."""
