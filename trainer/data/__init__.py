"""Data: readers of public layouts, prepared folders, splits and random views."""
