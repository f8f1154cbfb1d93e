"""Keeping what was seen: recorded sessions, rows as JSON, videos with overlays. No Qt here."""
