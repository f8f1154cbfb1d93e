"""Keeping what was seen: rows as JSON, videos with overlays. No Qt here."""
