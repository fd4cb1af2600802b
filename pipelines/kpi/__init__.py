"""From a KPI file to typed observations. Pure: no dagster, no dbt, no database."""
