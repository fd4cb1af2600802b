"""Tests of the scorecard's pages, without a browser."""
