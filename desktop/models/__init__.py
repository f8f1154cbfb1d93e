"""The user's shelf of models: which are at hand, which is in use, bringing and removing them. No Qt."""
