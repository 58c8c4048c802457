"""One file per stage: build the trainer's arguments, run it, return a checkpoint."""
