"""Draws what is no proposal: the poster on the wall, the board of units."""
