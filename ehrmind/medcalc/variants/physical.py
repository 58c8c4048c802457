"""Physical calculations: no published answer at hand differs from ours.

    VARIANTS.get(5, ())  ->  ()

The benchmark rounds heights, weights and RR intervals to three digits on the way; all of it stays within 5 %.
"""

from ehrmind.medcalc.forms import Variant

VARIANTS: dict[int, tuple[Variant, ...]] = {}
