"""Reading, splitting and checking training data."""
