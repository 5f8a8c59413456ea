"""What becomes of each input: read, joined with others, judged, held against what was before."""
