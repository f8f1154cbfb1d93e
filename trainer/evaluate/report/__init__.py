"""The page that shows an evaluation: one HTML file, everything inside, readable on screen and on paper."""
