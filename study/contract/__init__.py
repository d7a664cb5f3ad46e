"""What the tables must hold, and whether they do.

descriptor: datapackage.json as objects; profile: what a description must say itself; files: which
file a table is read from; text, spreadsheet: its cells as they stand; normal: the one place where
a cell's text is changed; sheet: the table as it is read; reading: its rows for everybody else;
archive, lists,
vocabulary: lists in words of an author's own, and how files from elsewhere are read safely; values,
relations: rules; checks: everything that is wrong; told: what `study check` prints.
Importing any of these imports no pandas.
"""
