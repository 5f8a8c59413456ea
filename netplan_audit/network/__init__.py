"""What the resources of an input mean as a network; reads no files."""
