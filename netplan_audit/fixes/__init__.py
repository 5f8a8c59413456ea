"""What would mend a finding: changes to the configuration, in the words of this network."""
