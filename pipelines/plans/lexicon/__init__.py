"""The words of the reader, as data, and how they are loaded."""
