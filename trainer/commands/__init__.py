"""The commands of `facet-train`: options in, one call, words out. TensorFlow is imported only where it is used."""
