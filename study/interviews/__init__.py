<<<<<<< HEAD
"""Interviews: how they come in from other programs, and how they go out again."""
=======
"""Interviews: what is taken in, what may be told of it, and how it is exchanged."""
>>>>>>> main
