"""What measures speed and memory. Each prints its figures and, with --json FILE, writes them."""
