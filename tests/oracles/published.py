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

# Four observers, twelve units, "." not rated; alpha by level of measurement.
KRIPPENDORFF = ("123321412...", "1233224125.3", ".3332342251.", "12332441251.")
KRIPPENDORFF_ALPHA = {"nominal": 0.743, "ordinal": 0.815, "interval": 0.849, "ratio": 0.797}
# Fleiss' kappa and Gwet's AC1 of the same ratings, with the share of agreement.
FOUR_RATERS = {"percent": 0.8181818, "fleiss_kappa": 0.76117, "gwet_ac1": 0.77544}

# Two abstractors: ectopic, abnormal intrauterine, normal intrauterine pregnancy.
ABSTRACTORS = ((13, 0, 0), (0, 20, 7), (0, 4, 56))
ABSTRACTORS_AGREEMENT = {
    "percent": 0.89,
    "cohen_kappa": 0.7964094,
    "gwet_ac1": 0.8493305,
    "krippendorff_alpha": 0.7972585,
}

# Six psychiatrists, fifteen patients, five diagnoses.
SIX_RATERS = (
    *((0, 0, 0, 6, 0), (0, 3, 0, 0, 3), (0, 1, 4, 0, 1), (0, 0, 0, 0, 6), (0, 3, 0, 3, 0)),
    *((2, 0, 4, 0, 0), (0, 0, 4, 0, 2), (2, 0, 3, 1, 0), (2, 0, 0, 4, 0), (0, 0, 0, 0, 6)),
    *((1, 0, 0, 5, 0), (1, 1, 0, 4, 0), (0, 3, 3, 0, 0), (1, 0, 0, 5, 0), (0, 2, 0, 3, 1)),
)
SIX_RATERS_AGREEMENT = {
    "percent": 0.5511111,
    "fleiss_kappa": 0.4139265,
    "gwet_ac1": 0.4448007,
    "krippendorff_alpha": 0.4204384,
}

FLEISS = 0.430
SAS_KAPPA = ((0, 4, 1), (0, 8, 0), (0, 1, 5)), 0.4842

# Sets and their distance, as nltk prints it with 2/3 rounded to 0.67.
MASI = ({1, 2}, {1, 2, 3, 4}, 0.665)
# Two shares: (events, n, events, n) to the limits of their difference.
NEWCOMBE_DIFFERENCE = {
    (56, 70, 48, 80): (0.0524, 0.3339),
    (9, 10, 3, 10): (0.1705, 0.8090),
    (6, 7, 2, 7): (0.0582, 0.8062),
    (5, 56, 0, 29): (-0.0381, 0.1926),
    (0, 10, 0, 20): (-0.1611, 0.2775),
    (0, 10, 0, 10): (-0.2775, 0.2775),
    (10, 10, 0, 20): (0.6791, 1.0000),
    (10, 10, 0, 10): (0.6075, 1.0000),
}

# Parent with a degree, public institution, grade: estimate, standard error.
GRADUATE_SCHOOL = (
    (1.04769011, 0.2658),
    (-0.05878572, 0.2979),
    (0.61594057, 0.2606),
)

HOLM = (0.50, 0.01, 0.001, 0.69, 0.02, 0.05, 0.0025)
HOLM_REJECTED = (0, 0, 1, 0, 0, 0, 1)
# Shares of two groups, size of each, tail: power of Fisher's exact test at 5 per cent.
FISHER_POWER = {
    (0.6, 0.4, 50, "two-sided"): 0.462100133,
    (0.6, 0.4, 108, "two-sided"): 0.80194182,
    (2 / 3, 1 / 3, 39, "two-sided"): 0.8008238,
    (0.75, 0.25, 18, "two-sided"): 0.833005149,
    (0.6, 0.4, 85, "greater"): 0.805746021,
}
