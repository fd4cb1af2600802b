"""The plan reader: document -> text -> outline -> targets and tasks -> indicators. Pure.

What belongs here: reading one plan and everything it promises. What does not: walking folders, writing files,
Dagster, dbt, a database.
"""
