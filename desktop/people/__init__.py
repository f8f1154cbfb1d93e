"""People: the gallery of those enrolled, who a face is, and how sure one must be. No Qt here."""
