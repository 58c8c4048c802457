"""Generate, parse, score: from a model and rows to predictions and metrics with intervals."""
