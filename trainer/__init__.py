"""The trainer: prepares data, trains, evaluates and exports the models that the desktop runs."""
