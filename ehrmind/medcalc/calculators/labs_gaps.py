"""Delta gap and delta ratio, plain and corrected for albumin; all start from the anion gap.

Sodium 140, chloride 100, HCO3 14 mEq/L:  gap 26, delta gap 26 - 12 = 14, delta ratio 14 / (24 - 14) = 1.4
"""

from ehrmind.medcalc.calculators.labs import NORMAL_ALBUMIN, anion_gap_steps
from ehrmind.medcalc.forms import Calculator, Citation, Kind, Shortcut, Step, Tolerance, Values, Work, show
from ehrmind.medcalc.measures import ALBUMIN, BICARBONATE, CHLORIDE, SODIUM
from ehrmind.medcalc.questions import asks
from ehrmind.medcalc.variants.labs_gaps import VARIANTS

NORMAL_GAP, NORMAL_BICARBONATE = 12, 24  # mEq/L
ION_INPUTS = (SODIUM, CHLORIDE, BICARBONATE)

_FIGGE = Citation("Figge et al.", 1998, "10.1097/00003246-199811000-00019")
# Of the delta gap: its ΔAG, the anion gap less a normal one of 12.
_RASTEGAR = Citation("Rastegar", 2007, "10.1681/ASN.2006121408")


def albumin_steps(values: Values) -> tuple[tuple[Step, ...], float]:
    """Anion gap + 2.5 × (4 - albumin in g/dL), in mEq/L, and the steps to it."""
    steps, gap = anion_gap_steps(values)
    corrected = gap + 2.5 * (NORMAL_ALBUMIN - values["albumin"])
    text = f"Corrected anion gap = {show(gap)} + 2.5 × (4 - {show(values['albumin'])}) = {show(corrected)} mEq/L."
    return (*steps, Step(text, "corrected anion gap", corrected)), corrected


def delta_steps(steps: tuple[Step, ...], gap: float) -> tuple[tuple[Step, ...], float]:
    """Gap - 12, in mEq/L, after the steps to the gap."""
    delta = gap - NORMAL_GAP
    return (*steps, Step(f"Delta gap = {show(gap)} - 12 = {show(delta)} mEq/L.", "delta gap", delta)), delta


def ratio_work(steps: tuple[Step, ...], delta: float, values: Values) -> Work:
    """Delta gap / (24 - bicarbonate). Raises ValueError at a bicarbonate of 24, where it is not defined."""
    lack = NORMAL_BICARBONATE - values["bicarbonate"]
    if lack == 0:
        raise ValueError("the delta ratio is not defined at a bicarbonate of 24 mEq/L")
    ratio = delta / lack
    terms = f"{show(delta)} / (24 - {show(values['bicarbonate'])}) = {show(delta)} / {show(lack)}"
    return Work((*steps, Step(f"Delta ratio = {terms} = {show(ratio)}.", "delta ratio", ratio)), show(ratio))


def albumin_gap(values: Values) -> Work:
    """Anion gap corrected for albumin, in mEq/L."""
    steps, gap = albumin_steps(values)
    return Work(steps, show(gap))


def delta_gap(values: Values) -> Work:
    """Anion gap - 12, in mEq/L."""
    steps, delta = delta_steps(*anion_gap_steps(values))
    return Work(steps, show(delta))


def albumin_delta_gap(values: Values) -> Work:
    """Anion gap corrected for albumin - 12, in mEq/L."""
    steps, delta = delta_steps(*albumin_steps(values))
    return Work(steps, show(delta))


def delta_ratio(values: Values) -> Work:
    """(Anion gap - 12) / (24 - bicarbonate)."""
    return ratio_work(*delta_steps(*anion_gap_steps(values)), values)


def albumin_delta_ratio(values: Values) -> Work:
    """(Anion gap corrected for albumin - 12) / (24 - bicarbonate)."""
    return ratio_work(*delta_steps(*albumin_steps(values)), values)


def _over_lack(gap: float, values: Values) -> float | None:
    """Gap / (24 - bicarbonate); None at a bicarbonate of 24."""
    lack = NORMAL_BICARBONATE - values["bicarbonate"]
    return gap / lack if lack else None


def _wrenn(values: Values) -> float:
    """(Gap - 12) - (24 - bicarbonate), in mEq/L."""
    return float(anion_gap_steps(values)[1] - NORMAL_GAP - (NORMAL_BICARBONATE - values["bicarbonate"]))


def _plausible(values: Values) -> bool:
    """An anion gap that a living patient can have."""
    return bool(2 <= values["sodium"] - values["chloride"] - values["bicarbonate"] <= 40)


def _plausible_ratio(values: Values) -> bool:
    """As above, and a metabolic acidosis with a raised gap, in which alone the ratio means something."""
    gap = values["sodium"] - values["chloride"] - values["bicarbonate"] + 2.5 * (4 - values.get("albumin", 4))
    return _plausible(values) and values["bicarbonate"] < NORMAL_BICARBONATE and gap > NORMAL_GAP


PLAIN_GAP = Shortcut("plain anion gap", lambda values: anion_gap_steps(values)[1])
LACK = Shortcut("lack of bicarbonate", lambda values: NORMAL_BICARBONATE - values["bicarbonate"])
PLAIN_DELTA = Shortcut("delta gap, not corrected", lambda values: delta_gap(values).answer)
GAP_TOLERANCE, RATIO_TOLERANCE = Tolerance(0.5), Tolerance(0.05, relative=0.01)  # mEq/L; a ratio has one decimal

CALCULATORS = (
    Calculator(
        id=63,
        name="Delta Gap",
        category="lab",
        kind=Kind.DECIMAL,
        unit="mEq/L",
        question=asks(
            "the patient's delta gap in mEq/L: the anion gap (sodium - chloride - bicarbonate) less a normal gap of 12"
        ),
        inputs=ION_INPUTS,
        work=delta_gap,
        tolerance=GAP_TOLERANCE,
        shortcuts=(
            *(PLAIN_GAP, LACK),
            Shortcut("delta ratio", lambda values: _over_lack(anion_gap_steps(values)[1] - NORMAL_GAP, values)),
            # Wrenn 1990 (10.1016/S0196-0644(05)82292-9) gave the name to this difference; the question defines ours.
            Shortcut("less the lack of bicarbonate", _wrenn),
        ),
        formula="delta gap = sodium - (chloride + bicarbonate) - 12, in mEq/L",
        citation=_RASTEGAR,
        possible=_plausible,
        variants=VARIANTS[63],
    ),
    Calculator(
        id=64,
        name="Delta Ratio",
        category="lab",
        kind=Kind.DECIMAL,
        unit="",
        question=asks(
            "the patient's delta ratio: the delta gap (anion gap - 12) divided by the lack of bicarbonate (24 - "
            "bicarbonate)"
        ),
        inputs=ION_INPUTS,
        work=delta_ratio,
        tolerance=RATIO_TOLERANCE,
        cuts={"bicarbonate": (NORMAL_BICARBONATE,)},
        shortcuts=(
            PLAIN_DELTA,
            Shortcut("gap over the lack of bicarbonate", lambda values: _over_lack(anion_gap_steps(values)[1], values)),
            Shortcut("gap over bicarbonate", lambda values: anion_gap_steps(values)[1] / values["bicarbonate"]),
        ),
        formula="delta ratio = (sodium - (chloride + bicarbonate) - 12) / (24 - bicarbonate), in mEq/L",
        citation=_RASTEGAR,
        possible=_plausible_ratio,
        variants=VARIANTS[64],
    ),
    Calculator(
        id=65,
        name="Albumin Corrected Anion Gap",
        category="lab",
        kind=Kind.DECIMAL,
        unit="mEq/L",
        question=asks(
            "the patient's [anion gap corrected for albumin|albumin-corrected anion gap], in mEq/L",
            " Take 4 g/dL as the normal albumin and leave potassium out.",
        ),
        inputs=(*ION_INPUTS, ALBUMIN),
        work=albumin_gap,
        tolerance=GAP_TOLERANCE,
        shortcuts=(PLAIN_GAP,),
        formula="corrected anion gap = sodium - (chloride + bicarbonate) + 2.5 × (4 - albumin); mEq/L, albumin in g/dL",
        citation=_FIGGE,
        possible=_plausible,
        variants=VARIANTS[65],
    ),
    Calculator(
        id=66,
        name="Albumin Corrected Delta Gap",
        category="lab",
        kind=Kind.DECIMAL,
        unit="mEq/L",
        question=asks(
            "the patient's [delta gap corrected for albumin|albumin-corrected delta gap], in mEq/L: the anion "
            "gap corrected to an albumin of 4 g/dL, less a normal gap of 12"
        ),
        inputs=(*ION_INPUTS, ALBUMIN),
        work=albumin_delta_gap,
        tolerance=GAP_TOLERANCE,
        shortcuts=(PLAIN_GAP, PLAIN_DELTA, Shortcut("gap without - 12", lambda values: albumin_steps(values)[1])),
        formula=(
            "corrected delta gap = sodium - (chloride + bicarbonate) + 2.5 × (4 - albumin) - 12; mEq/L, albumin in g/dL"
        ),
        citation=_FIGGE,
        possible=_plausible,
        variants=VARIANTS[66],
    ),
    Calculator(
        id=67,
        name="Albumin Corrected Delta Ratio",
        category="lab",
        kind=Kind.DECIMAL,
        unit="",
        question=asks(
            "the patient's [delta ratio corrected for albumin|albumin-corrected delta ratio]: the anion gap "
            "corrected to an albumin of 4 g/dL, less 12, divided by (24 - bicarbonate)"
        ),
        inputs=(*ION_INPUTS, ALBUMIN),
        work=albumin_delta_ratio,
        tolerance=RATIO_TOLERANCE,
        cuts={"bicarbonate": (NORMAL_BICARBONATE,)},
        shortcuts=(
            Shortcut("not corrected for albumin", lambda values: delta_ratio(values).answer),
            Shortcut("corrected delta gap", lambda values: albumin_delta_gap(values).answer),
            Shortcut("gap over the lack of bicarbonate", lambda values: _over_lack(albumin_steps(values)[1], values)),
        ),
        formula=(
            "corrected delta ratio = (sodium - (chloride + bicarbonate) + 2.5 × (4 - albumin) - 12) / "
            "(24 - bicarbonate); mEq/L, albumin in g/dL"
        ),
        citation=_FIGGE,
        possible=_plausible_ratio,
        variants=VARIANTS[67],
    ),
)
