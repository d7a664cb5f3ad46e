"""Interviews: what is taken in, what may be told of it, and how it is exchanged."""
