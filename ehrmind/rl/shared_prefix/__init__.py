"""GRPO with every prompt computed once: the completions of a group share it, in training and in rollouts."""
