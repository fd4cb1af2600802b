"""From the bytes of a KPI file to sheets of text. Pure."""
