"""Export: from a trained Keras model to the one ONNX file, card inside, that the desktop runs."""
