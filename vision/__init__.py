"""What desktop and trainer must agree on: images, boxes, crops, cards, models. No Qt, no TensorFlow."""
