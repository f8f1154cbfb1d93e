"""The models page: every model with its card in words, and the presenters that write them."""
