"""What a sheet is: headers matched against layouts, the period and unit that stand around a table. Pure."""
