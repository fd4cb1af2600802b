"""Tables with one indicator a row: which row is which, and its figures. Pure."""
