"""What the tables must hold, and whether they do.

descriptor: datapackage.json as objects; profile: what a description must say itself; files: which
file a table is read from; text, spreadsheet: its cells as they stand; normal: the one place where
a cell's text is changed; sheet: the table as it is read; reading: its rows for everybody else;
archive, lists, vocabulary: lists in the words of their author, and what is safe to unpack; values,
relations: rules; checks: everything that is wrong; told: what `study check` prints.
Importing any of these imports no pandas.
"""
