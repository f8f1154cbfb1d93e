"""Where pictures come from: cameras, videos, photos, streams and the built-in demo."""
