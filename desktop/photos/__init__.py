"""Many photos at once: finding the files, looking at each, exporting what was seen. No Qt."""
