"""One file per reward term. `reward=gated`, or several: `reward=[correct,format]`."""
