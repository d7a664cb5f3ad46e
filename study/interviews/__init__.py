"""Interviews: how they come in from other programs, and how they go out again."""
