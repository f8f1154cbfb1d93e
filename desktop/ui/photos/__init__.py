"""The photos page: every face of many photos as cards, filtered, and exported."""
