"""The commands of `facet-train`: options in, one call, words out. TensorFlow is imported where it is used."""
