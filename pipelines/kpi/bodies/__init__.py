"""From the rows of a recognised sheet to long rows of text. Pure."""
