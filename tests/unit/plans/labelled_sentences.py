"""The files of labelled sentences and short texts beside this one.

What belongs here: their names. What does not: reading them (test_sentences.py, test_gauge.py).
"""

# A sentence with its expected promises in each; those of JOINED have whole texts, too, and one form.
JOINED = (
    "joined",
    "constructions",
    "issuers",
    "issuers_later",
    "learned",
    "portals",
    "sixth_sight",
    "eighth_sight",
    "ninth_sight",
    "tenth_sight",
    "eleventh_sight",
    "twelfth_sight",
    "thirteenth_sight",
    "fourteenth_sight",
    "fifteenth_sight",
    "sixteenth_sight",
    "seventeenth_sight",
    "eighteenth_sight",
    "nineteenth_sight",
    "real_sight",
    "other_hands",
)
ALL = ("sentences", "wordings", "composed", *JOINED)
