"""Architectures that recipes train."""
