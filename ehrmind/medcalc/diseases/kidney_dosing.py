"""Kidney function that is asked for a drug's dose in old age, or of a person who wants to give a kidney.

A frail woman of 84 has a body mass index of 17 kg/m² and a creatinine of 1.4 mg/dL; a donor of 35 has 24 and 0.7.
"""

from ehrmind.medcalc.diseases.base import Disease
from ehrmind.medcalc.diseases.kidney import KIDNEY_COURSE, KIDNEY_EXAM, KIDNEY_PLAN

DOSING = Disease(
    "review of drug doses in older age",
    asks=(2, 3, 9),
    age=(65, 80, 92),
    female=0.6,
    setting="clinic",
    weight=1.2,
    complaints=(
        "[a review of {his} medicines|a medication review]",
        "[a new drug to be dosed|a check of doses before a new drug]",
        "[a geriatric check-up|a routine geriatric visit]",
    ),
    measures={
        "creatinine": (0.7, 2.4),
        "bmi": (27.0, 16.6),
        "bun": (14, 46),
        "albumin": (4.3, 3.2),
        "hemoglobin": (14.0, 10.6),
        "potassium": (4.1, 5.0),
        "systolic": (124, 158),
        "heart_rate": (60, 86),
    },
    story=(
        "[The list of tablets is long|Many tablets are taken], [and some may be dropped|and a weekly box is used].",
        "[An anticoagulant is to be started|Dabigatran is planned|A course of antivirals is planned], [hence the "
        "visit|so a dose is needed].",
        "[Appetite is modest|Portions are small], [with tea and toast at night|but meals are regular].",
        "[Walking is slow but steady|{He} walks slowly], [with a stick outdoors|using a frame outdoors].",
        "@alert {He} [manages the pill box alone|fills the pill box {his} own way] and [misses few doses|rarely "
        "forgets].",
        "[There have been no falls|No fall has occurred] [this year|since the last visit].",
        "[Hearing is poor|Hearing aids are worn], [but vision is fair|and reading glasses help].",
        "[Constipation is a nuisance|Bowels are slow], [helped by prunes|and macrogol helps].",
        "[Nights are calm|Sleep is fair] [with one trip to the bathroom|apart from early waking].",
    ),
    exam=(
        *KIDNEY_EXAM,
        "[Grip is weak|Hand grip is reduced] [on both sides|for {his} age], [gait is cautious|steps are short].",
    ),
    results=(
        "[The tracing shows|The electrocardiogram shows] [a normal axis|no acute change] [as before|].",
        "[The urine dipstick|A dipstick] is [clear|negative] [for blood and protein|].",
        "[Thyroid function is normal|Thyroid tests are in order] [on the last check|as last year].",
        "[The bladder empties well|Residual urine is small] [on the scan|on ultrasound].",
    ),
    plan=(
        *KIDNEY_PLAN[:2],
        *KIDNEY_PLAN[3:6],
        "[Two tablets were stopped|A sedative was stopped] [as no longer needed|after talking it over].",
        "[The pharmacist|The ward pharmacist] will [check interactions|go through the list] [today|].",
    ),
    course=KIDNEY_COURSE,
)
DONOR = Disease(
    "evaluation of a living kidney donor",
    asks=(2, 3, 9),
    age=(20, 38, 66),
    setting="clinic",
    weight=0.9,
    complaints=(
        "[a wish to donate a kidney|evaluation as a kidney donor]",
        "[a donor work-up|the work-up of a living donor]",
        "[tests before donating a kidney|an offer to give a kidney]",
    ),
    measures={
        "creatinine": (0.5, 1.2),
        "bun": (9, 19),
        "bmi": (19.5, 29.5),
        "glucose": (78, 102),
        "systolic": (110, 134),
        "heart_rate": (56, 80),
        "hemoglobin": (15.6, 12.6),
        "albumin": (4.8, 4.1),
        "potassium": (3.8, 4.6),
        "bicarbonate": (27, 24),
    },
    story=(
        "[The kidney is meant for|The recipient would be] [a brother|a friend|a cousin|a colleague] [on dialysis|].",
        "[The decision was made freely|Nobody has pressed {him}], [after long thought|as the donor advocate confirms].",
        "@alert {He} [exercises twice a week|plays tennis|swims most weeks] and [feels healthy|has no complaints].",
        "[There were no kidney stones|No stone was ever passed], and [urinary infections are rare|there was no urinary "
        "infection].",
        "[The household is prepared|Those at home are prepared] for the [weeks of recovery|time that is needed].",
        "[Blood groups match|The blood groups are compatible], [and the crossmatch is negative|as typing showed].",
        "[Leave from daily duties|Time off] has been [arranged|planned] [for the recovery|].",
        "[The risks were explained|Risks were gone through] [in a first talk|with the transplant nurse].",
    ),
    exam=(
        "[Build is athletic|Muscle bulk is good] [for {his} age|on inspection].",
        *KIDNEY_EXAM[:3],
        *KIDNEY_EXAM[4:],
        "[The abdomen is soft|There is no abdominal tenderness] and no mass is [felt|palpable].",
    ),
    results=(
        "[CT angiography shows|The scan shows] [a single artery|one artery] to [each kidney|either kidney].",
        "[Urine is free of protein and blood|The dipstick is clean] [on three mornings|on repeated tests].",
        "[The electrocardiogram is normal|The resting tracing is normal] [at this visit|].",
        "[Serologies for hepatitis and HIV|Viral serologies] are [negative|nonreactive].",
    ),
    plan=(
        "[The donor board decides|The transplant board will decide] [next month|when all results are in].",
        "[A measured clearance|An isotope clearance] will [follow|be booked] [if the estimate is borderline|].",
        "[A psychologist|The donor psychologist] [will see {him}|meets {him}] [before the board|].",
        *KIDNEY_PLAN[1:2],
        *KIDNEY_PLAN[3:4],
        "[A repeat crossmatch|The final crossmatch] is [due|planned] [shortly before the date|].",
    ),
    course=(
        *KIDNEY_COURSE[:1],
        "@late [The board agreed|The board accepted {him}] [some weeks later|the following month].",
        "@late [Donation went well|The donor operation went well], and {he} [was home in days|recovered fast].",
        "@late [The recipient|The new kidney] [made urine at once|did well] [from the first day|].",
        "@late [The psychologist|The donor advocate] had [no objection|no concerns] [at all|].",
        *KIDNEY_COURSE[2:4],
    ),
)

DISEASES = (DOSING, DONOR)
