"""From paths to inputs: what is there is found, read, and put beside what it was made from."""
