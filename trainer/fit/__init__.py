"""Fitting: the loop, its schedule, its checkpoints."""
