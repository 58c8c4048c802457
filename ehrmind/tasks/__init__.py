"""One file per task: its data, its prompt, its score."""
