"""The settings page: one table of every setting, and what shows it."""
