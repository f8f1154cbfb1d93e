"""Pieces that several pages are made of: heads, sections, notices. They show; they decide nothing."""
