"""Statistics that knows nothing of this study: arrays and numbers in, numbers out."""
