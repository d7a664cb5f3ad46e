"""Published values that the methods are tested against; see README.md beside this file."""
