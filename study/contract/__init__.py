"""What the tables must hold, and whether they do.

descriptor: datapackage.json as objects; profile: what a description must say itself;
values: rules for single cells; reading: rows of a table; checks: everything that is wrong.
Importing any of these imports no pandas.
"""
