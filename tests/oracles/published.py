"""Published values; where each comes from is told in README.md beside this file."""

from __future__ import annotations

# Constant, age, race white, smoker, premature labour before, hypertension, log weight.
BIRTHWEIGHT = (-7.401, -0.061, 0.622, -0.531, -1.446, -1.104, 1.998)

# (am, cyl, disp) of 32 cars.
MTCARS = (
    *((1, 6, 160), (1, 6, 160), (1, 4, 108), (0, 6, 258), (0, 8, 360), (0, 6, 225)),
    *((0, 8, 360), (0, 4, 146.7), (0, 4, 140.8), (0, 6, 167.6), (0, 6, 167.6)),
    *((0, 8, 275.8), (0, 8, 275.8), (0, 8, 275.8), (0, 8, 472), (0, 8, 460), (0, 8, 440)),
    *((1, 4, 78.7), (1, 4, 75.7), (1, 4, 71.1), (0, 4, 120.1), (0, 8, 318), (0, 8, 304)),
    *((0, 8, 350), (0, 8, 400), (1, 4, 79), (1, 4, 120.3), (1, 4, 95.1), (1, 8, 351)),
    *((1, 6, 145), (1, 8, 301), (1, 4, 121)),
)
# Constant, cyl, disp: estimate, standard error, lower, upper, p.
MTCARS_LOGISTF = (
    (0.8201147, 1.8232397, -2.8921363, 4.6412094266, 0.66057392),
    (0.5694572, 0.6299805, -0.6794237, 2.0101418441, 0.38675617),
    (-0.0221055, 0.0120472, -0.0526668, -0.0004207133, 0.04475744),
)

# Cups with milk first named right, of four: arrangements of seventy with as many or more.
LADY = {4: 1, 3: 17}
LADY_ARRANGEMENTS = 70

MAIZE = (49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48)
MAIZE_AS_LARGE = 863
MAIZE_ARRANGEMENTS = 32_768

NEWCOMBE = {
    (81, 263): (0.2527, 0.3676),
    (15, 148): (0.0578, 0.1617),
    (0, 20): (0.0000, 0.1684),
    (1, 29): (0.0009, 0.1776),
}
SEEDLINGS = {(5, 25): (0.068, 0.407)}

# Shares of two groups, size of each, tail: power of Fisher's exact test at 5 per cent.
FISHER_POWER = {
    (0.6, 0.4, 50, "two-sided"): 0.462100133,
    (0.6, 0.4, 108, "two-sided"): 0.80194182,
    (2 / 3, 1 / 3, 39, "two-sided"): 0.8008238,
    (0.75, 0.25, 18, "two-sided"): 0.833005149,
    (0.6, 0.4, 85, "greater"): 0.805746021,
}
