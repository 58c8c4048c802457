"""How answers of MedCalc-Bench differ from ours, as rules, by calculator."""
