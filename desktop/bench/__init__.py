"""Measuring the engine on a clip: pictures made ready beforehand, timed passes, a rival, figures. No Qt."""
