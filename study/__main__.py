"""``python -m study`` is the command ``study``."""

from .cli import main

main()
