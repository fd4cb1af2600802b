"""Administrative units, the indicator catalogue and what reviewers decided. Pure: no dagster, no dbt, no database."""
