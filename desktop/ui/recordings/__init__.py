"""The recordings page: what was recorded, watched again, corrected, exported; and recording itself."""
