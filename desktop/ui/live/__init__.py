"""The live page: the picture, its faces, the source and its playback."""
