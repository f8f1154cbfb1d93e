"""Training as another process: a Python that has the trainer, its commands, events and run folders. No Qt."""
