"""Projects of programs for qualitative analysis, in both directions.

node: an element of a project; markup: XML to nodes and back; shape: what REFI-QDA wants of them;
report: what was kept, repaired, dropped; bundle, codebook, taguette, rqda: the files of other
programs as one parcel, those in a database by way of database; offsets, settle: where a passage
begins and ends, by evidence; take, codes: the parcel as tables of a study; kept: what the tables
have no place for; marks: what the standard has no field for; give, write: the way back; bring,
send: the commands.
"""
