"""Models and tokenizers: from a hub, from the Python registry, or made at random."""
