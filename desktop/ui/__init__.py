"""The window: widgets that show and ask. What to show is decided in small presenters without widgets."""
