"""Training over TRL: SFT, GRPO, and the functions between its trainers and ours."""
