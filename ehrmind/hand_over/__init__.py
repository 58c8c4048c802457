"""Tasks, rewards and rows for other trainers: python -m ehrmind.hand_over --to verl|verifiers DIR task=..."""
