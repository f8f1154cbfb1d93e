"""The languages of the window: which there are, speaking one, and finding again what rooms without Qt say."""
