"""Features: a frozen backbone run once through ONNX Runtime, its answers kept; heads learn on them."""
