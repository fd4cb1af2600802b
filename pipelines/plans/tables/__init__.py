"""Tables to the same statements as prose: columns, rows, figures, tasks."""
