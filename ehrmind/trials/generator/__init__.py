"""Generated patients and trials, with labels that are right by construction: `generate_pairs` is the door."""

from ehrmind.trials.generator.pairs import Generated, generate_pairs
from ehrmind.trials.generator.settings import DIFFICULTIES, Length, PairSettings, Style

__all__ = ["DIFFICULTIES", "Generated", "Length", "PairSettings", "Style", "generate_pairs"]
