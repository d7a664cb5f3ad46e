"""Figures: a result in, a matplotlib figure out; wording comes from book/words.csv."""
