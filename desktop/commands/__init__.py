"""What `facet` does without a window, one file a command. No Qt here."""
