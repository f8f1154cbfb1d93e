"""Help, and what is said about Facet itself."""
