"""Security groups and network ACLs: what they let in and out, and who they are for."""
