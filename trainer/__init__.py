"""The trainer: builds, measures and exports the models that the desktop runs. Nothing of Qt, nothing of desktop."""
