"""Contracts of the raw tables that Python hands to dbt."""
