"""Readers of EHRSHOT, MEDS and OMOP: each says in SQL how its tables become one stream of events."""
