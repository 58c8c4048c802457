"""Sweeps: jobs composed and validated, each in its own process; started again, only what is missing is run."""
