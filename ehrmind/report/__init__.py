"""From run folders to tables, plots and one HTML page."""
