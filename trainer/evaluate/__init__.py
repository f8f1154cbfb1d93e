"""Measuring a model on pictures that it has not seen."""
