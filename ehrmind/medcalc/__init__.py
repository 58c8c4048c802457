"""Medical calculators that can compute, explain and generate. Pure Python: nothing here imports torch."""
