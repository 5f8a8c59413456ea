"""What comments and configurations say of results that are accepted, and what it silences."""
