"""What ships with Facet or is installed with it, and under which licence; no Qt."""
