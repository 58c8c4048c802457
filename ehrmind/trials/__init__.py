"""Patients' notes and the eligibility criteria of clinical trials: readers, a generator, splits; no torch."""
