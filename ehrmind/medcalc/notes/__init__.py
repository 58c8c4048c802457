"""Seeded patient notes over the calculators: `write_case` is the door."""

from ehrmind.medcalc.notes.distractors import TAGS
from ehrmind.medcalc.notes.settings import Length, NoteSettings, Style, Units
from ehrmind.medcalc.notes.write import Case, write_case

__all__ = ["TAGS", "Case", "Length", "NoteSettings", "Style", "Units", "write_case"]
