"""A lake that many worlds publish into: DuckLake, its catalogue in PostgreSQL (or, for one writer, in a file).

What belongs here: where the lake is, one publication of a finished build as one snapshot, what was published, tidying.
What does not: making builds (publishing), printing (cli). Nothing here runs unless `cchc lake` is asked for.
"""
