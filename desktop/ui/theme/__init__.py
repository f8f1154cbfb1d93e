"""How Facet looks: tokens, and what is built from them."""
