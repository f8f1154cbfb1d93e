"""The welcome: what a first run offers, in the window and skippable."""
