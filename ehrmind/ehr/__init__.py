"""Whole records: events of EHRSHOT, MEDS and OMOP, what a model may see of them at a time, and what is asked."""
