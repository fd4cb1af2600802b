"""Tests of what is exported for other tools."""
