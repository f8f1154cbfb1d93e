"""Recipes: one readable file a task."""
