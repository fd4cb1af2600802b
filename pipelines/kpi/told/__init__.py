"""Results told in the prose and tables of reports, as long rows of source variant `report_text`. Pure."""
