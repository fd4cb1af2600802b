"""Generators of the files that ship with the repository and of test documents; not part of the product."""
