"""Before the first step: what a run will cost, whether it fits, and the block that says so."""
