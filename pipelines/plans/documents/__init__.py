"""Files to documents: one text, its blocks, one grid for every table. No words are understood here."""
