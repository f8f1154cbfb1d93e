"""Between threads and the window: thin, and nothing but that."""
