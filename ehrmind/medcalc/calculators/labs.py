"""Laboratory calculations: equations over blood results.

Anion gap with sodium 140, chloride 104 and HCO3 24 mEq/L:  140 - (104 + 24) = 12 mEq/L
"""

from ehrmind.medcalc.forms import Calculator, Citation, Kind, Shortcut, Step, Tolerance, Values, Work, show, signed
from ehrmind.medcalc.measures import ALBUMIN, BICARBONATE, BUN, CALCIUM, CHLORIDE, GLUCOSE, SODIUM
from ehrmind.medcalc.questions import asks
from ehrmind.medcalc.variants.labs import VARIANTS

NORMAL_ALBUMIN = 4.0  # g/dL


def corrected_calcium(values: Values) -> Work:
    """Calcium + 0.8 × (4 - albumin), in mg/dL."""
    calcium, albumin = values["calcium"], values["albumin"]
    correction = 0.8 * (NORMAL_ALBUMIN - albumin)
    answer = correction + calcium
    terms = f"{show(calcium)} + 0.8 × (4 - {show(albumin)}) = {show(calcium)} {signed(correction)}"
    text = f"Corrected calcium = {terms} = {show(answer)} mg/dL."
    return Work((Step(text, "corrected calcium", answer),), show(answer))


def anion_gap_steps(values: Values) -> tuple[tuple[Step, ...], float]:
    """Sodium - (chloride + bicarbonate), in mEq/L, and the step to it."""
    sodium, chloride, bicarbonate = (show(values[item.name]) for item in (SODIUM, CHLORIDE, BICARBONATE))
    anions = values["chloride"] + values["bicarbonate"]
    gap = values["sodium"] - anions
    terms = f"{sodium} - ({chloride} + {bicarbonate}) = {sodium} - {show(anions)}"
    return (Step(f"Anion gap = {terms} = {show(gap)} mEq/L.", "anion gap", gap),), gap


def anion_gap(values: Values) -> Work:
    """Sodium - (chloride + bicarbonate), in mEq/L."""
    steps, gap = anion_gap_steps(values)
    return Work(steps, show(gap))


def serum_osmolality(values: Values) -> Work:
    """2 × sodium + BUN / 2.8 + glucose / 18, in mOsm/kg."""
    salt, urea, sugar = 2 * values["sodium"], values["bun"] / 2.8, values["glucose"] / 18
    total = salt + urea + sugar
    terms = f"2 × {show(values['sodium'])} + {show(values['bun'])} / 2.8 + {show(values['glucose'])} / 18"
    text = f"Osmolality = {terms} = {show(salt)} + {show(urea)} + {show(sugar)} = {show(total)} mOsm/kg."
    return Work((Step(text, "osmolality", total),), show(total))


CALCULATORS = (
    Calculator(
        id=7,
        name="Calcium Correction for Hypoalbuminemia",
        category="lab",
        kind=Kind.DECIMAL,
        unit="mg/dL",
        question=asks(
            "the patient's [calcium corrected for albumin|albumin-corrected calcium|corrected calcium], in mg/dL",
            " [Take 4 g/dL as the normal albumin|The normal albumin is 4 g/dL].",
        ),
        inputs=(CALCIUM, ALBUMIN),
        work=corrected_calcium,
        tolerance=Tolerance(0.1),
        shortcuts=(Shortcut("not corrected", lambda values: values["calcium"]),),
        formula="corrected calcium = calcium + 0.8 × (4 - albumin)",
        # Payne et al. 1973 (10.1136/bmj.4.5893.643) add a whole mg/dL for each g/dL; the editorial has 0.8.
        citation=Citation(
            "Correcting the calcium (editorial), British Medical Journal 1:598", 1977, "10.1136/bmj.1.6061.598"
        ),
        variants=VARIANTS[7],
    ),
    Calculator(
        id=30,
        name="Serum Osmolality",
        category="lab",
        kind=Kind.DECIMAL,
        unit="mOsm/kg",
        question=asks(
            "the patient's [calculated serum osmolality|serum osmolality, calculated from sodium, glucose and "
            "BUN,] in mOsm/kg"
        ),
        inputs=(SODIUM, BUN, GLUCOSE),
        work=serum_osmolality,
        tolerance=Tolerance(1),
        shortcuts=(
            Shortcut("without BUN", lambda values: 2 * values["sodium"] + values["glucose"] / 18),
            Shortcut("without glucose", lambda values: 2 * values["sodium"] + values["bun"] / 2.8),
            Shortcut("twice the sodium", lambda values: 2 * values["sodium"]),
        ),
        formula="osmolality = 2 × sodium + BUN / 2.8 + glucose / 18",
        citation=Citation("Purssell et al.", 2001, "10.1067/mem.2001.119455"),
        variants=VARIANTS[30],
    ),
    Calculator(
        id=39,
        name="Anion Gap",
        category="lab",
        kind=Kind.DECIMAL,
        unit="mEq/L",
        question=asks(
            "the patient's [anion gap|serum anion gap] in mEq/L", " [Leave potassium out|Do not count potassium]."
        ),
        inputs=(SODIUM, CHLORIDE, BICARBONATE),
        work=anion_gap,
        tolerance=Tolerance(0.5),
        formula="anion gap = sodium - (chloride + bicarbonate)",
        citation=Citation("Emmett and Narins", 1977, "PMID 401925"),
        possible=lambda values: 2 <= values["sodium"] - values["chloride"] - values["bicarbonate"] <= 40,
        variants=VARIANTS[39],
    ),
)
