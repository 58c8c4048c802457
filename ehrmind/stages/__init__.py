"""One file per stage: its settings, their checks, and the runs that it plans."""
