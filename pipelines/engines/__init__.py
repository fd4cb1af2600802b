"""Other engines than DuckDB under the same models. Nothing here runs unless it is asked for (docs/scaling.md)."""
