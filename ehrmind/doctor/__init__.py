"""Is this installation ready to train? `python -m ehrmind.doctor` looks, and says how to mend what is not."""
