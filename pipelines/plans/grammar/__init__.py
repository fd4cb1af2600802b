"""The grammar of one statement: which numbers are promised, how, for which level, by when."""
