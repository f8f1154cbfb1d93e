"""The desktop program: the window, the engine behind it, and the command line."""
