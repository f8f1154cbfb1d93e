"""The trainer: builds, measures and exports the models that the desktop runs. No Qt, nothing of desktop."""
